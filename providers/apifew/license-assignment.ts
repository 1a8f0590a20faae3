/**
 * Usage of a license: an owner's license of a pricing, assigned to a user. Vendor: "Assign a license",
 * "Release a license", "Pricings and licenses details". Quirks: README.md of this folder.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, assertAdoptable } from "../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
  type OutputsOf,
} from "../define-resource.ts";
import { isKind } from "../http/vendor-error.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import { type AppScope, uidInScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { isAbsent } from "./fault.ts";
import { ownedBy, ownerAsListed, usedBy } from "./issued-index.ts";
import type { IssuedLicense } from "./issued-license.ts";
import { createOrKeep } from "./keep-unanswered.ts";
import { adoptRule } from "./license/inputs.ts";
import { isSameLogin, keepSpelling, Login } from "./login.ts";
import { issuedIn, listIssued, readIssued } from "./own-licenses.ts";
import {
  assertPricingNamed,
  learnName,
  licensesOfPricing,
  matchPricing,
  type PricingReference,
} from "./pricing-match.ts";
import { PricingName, PricingUid } from "./pricing-uid.ts";
import { adoptOf, joinId, splitId, splitPricingName } from "./resource-id.ts";

export const LicenseAssignmentInputs = z.strictObject({
  pricingUid: PricingUid.describe("The pricing's uid."),
  ownerLogin: Login.describe("Login of the license's owner."),
  userLogin: Login.describe("Login of the user of the license."),
  pricingName: PricingName.optional().describe(
    "The pricing's name on apifew's website. The assignment is found by it while apifew returns no uid.",
  ),
  adopt: Adopt.optional().describe("Whether to adopt an existing assignment: true, or the resource's id."),
});
export type LicenseAssignmentInputs = z.infer<typeof LicenseAssignmentInputs>;

export const LicenseAssignmentOutputs = z.object({
  licenseKey: z
    .string()
    .optional()
    .describe("Key of the license that the user uses; absent only while the assignment is unanswered."),
  licenseActive: z.boolean().optional().describe("Whether that license is active."),
});
export type LicenseAssignmentState = OutputsOf<typeof LicenseAssignmentOutputs>;

type Inputs = LicenseAssignmentInputs;
type State = LicenseAssignmentState;
type AssignmentContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;

/** A user, the owner of the license they use, and the license's pricing. */
interface Usage extends PricingReference {
  readonly ownerLogin: string;
  readonly userLogin: string;
}

function idOf({ pricingUid, ownerLogin, userLogin }: Usage): string {
  return joinId(pricingUid, ownerLogin, userLogin);
}

function usageOf(id: string, known: Known<Inputs, State>): Usage {
  const pattern = "<pricing's uid>/<owner's login>/<user's login>";
  const [pricingUid = "", ownerLogin = "", userLogin = ""] = splitId(id, pattern);
  return { pricingUid, ownerLogin, userLogin, pricingName: known.pricingName };
}

function findAmong(client: ApifewClient, usage: Usage, issued: readonly IssuedLicense[]): IssuedLicense | undefined {
  const used = usedBy(usage.userLogin, issued).filter(({ ownerLogin }) => isSameLogin(ownerLogin, usage.ownerLogin));
  const what = `the license of ${usage.ownerLogin} that ${usage.userLogin} uses`;
  return licensesOfPricing(client, usage, used, what)[0];
}

async function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const { client } = context;
  const id = idOf(inputs);
  const pricings = await client.listPricingDetails();
  assertPricingNamed(inputs, pricings);
  const issued = issuedIn(pricings);
  const existing = findAmong(client, inputs, issued);
  return { id, state: existing ? adopt(existing, inputs, context) : await assign(inputs, issued, context) };
}

function adopt(existing: IssuedLicense, inputs: Inputs, { pendingCreate }: CreateContext): State {
  const { ownerLogin, userLogin } = inputs;
  const id = idOf(inputs);
  const what = `the assignment of a license of ${ownerLogin} to ${userLogin}`;
  assertAdoptable(adoptOf(inputs.adopt, id), { what, id, code: "ERROR_ALREADY_ASSIGNED_APP_LICENSE" }, pendingCreate);
  return toState(existing);
}

async function assign(inputs: Inputs, issued: readonly IssuedLicense[], context: CreateContext): Promise<State> {
  const { client, clock, recordPending } = context;
  const { pricingUid, userLogin } = inputs;
  const owned = matchPricing(client, inputs, ownedBy(inputs.ownerLogin, issued)).matching;
  const ownerLogin = ownerAsListed(inputs.ownerLogin, owned);
  const find = async () => findAmong(client, inputs, await listIssued(client));
  try {
    return await createOrKeep<State, State>({
      create: async () => {
        const key = await client.assignLicense(pricingUid, ownerLogin, userLogin);
        return key === undefined ? {} : { licenseKey: key, licenseActive: true };
      },
      find: async () => {
        const found = await find();
        return found && toState(found);
      },
      clock,
      recordPending,
      keep: (reason) =>
        new IncompleteError<State>(
          `a license may have been assigned to ${userLogin}; the next run searches for it: ${reason}`,
          idOf(inputs),
          {},
        ),
    });
  } catch (error) {
    // Another process assigned it between the lookup and the call.
    const other = isKind(error, "conflict") ? await find() : undefined;
    if (!other) {
      throw error;
    }
    return adopt(other, inputs, context);
  }
}

async function read(id: string, known: Known<Inputs, State>, { client }: AssignmentContext) {
  const usage = usageOf(id, known);
  const issued = await readIssued(client);
  learnName(client, usage, known.licenseKey ? [known.licenseKey] : [], issued);
  const found = findAmong(client, usage, issued);
  return found && observe(id, usage, found, known);
}

function observe(
  id: string,
  { pricingUid, ownerLogin, userLogin }: Usage,
  found: IssuedLicense,
  known: Known<Inputs, State>,
) {
  const isImport = known.pricingUid === undefined;
  const inputs: Inputs = {
    pricingUid,
    ownerLogin: keepSpelling(known.ownerLogin, ownerLogin),
    userLogin: keepSpelling(known.userLogin, userLogin),
    ...(isImport ? { pricingName: found.pricing.name } : {}),
  };
  return { id, inputs, state: toState(found) };
}

function toState({ key, isActive }: IssuedLicense): State {
  return { ...(key === "" ? {} : { licenseKey: key }), licenseActive: isActive };
}

/**
 * Changing any input replaces the assignment. So this handles only one that was not answered, or changed
 * options.
 */
async function update(id: string, { news }: Change<Inputs, State>, context: CreateContext): Promise<State> {
  const issued = await listIssued(context.client);
  const found = findAmong(context.client, usageOf(id, news), issued);
  return found ? toState(found) : assign(news, issued, context);
}

/** The release call does not name an owner, so it is made only if the license belongs to this owner. */
async function remove(id: string, known: Known<Inputs, State>, { client }: AssignmentContext): Promise<void> {
  const usage = usageOf(id, known);
  const issued = await listIssued(client);
  learnName(client, usage, known.licenseKey ? [known.licenseKey] : [], issued);
  const found = findAmong(client, usage, issued);
  if (!found) {
    return;
  }
  try {
    await client.releaseLicense(usage.pricingUid, found.userLogin ?? usage.userLogin);
  } catch (error) {
    if (!isAbsent(error)) {
      throw error;
    }
  }
}

async function* list(scope: AppScope, { client }: AssignmentContext) {
  for (const issued of await readIssued(client)) {
    const { ownerLogin, userLogin, pricing } = issued;
    const pricingUid = uidInScope(scope, pricing);
    if (pricingUid !== undefined && ownerLogin !== undefined && userLogin !== undefined) {
      const usage = { pricingUid, ownerLogin, userLogin };
      yield observe(idOf(usage), usage, issued, {});
    }
  }
}

export const licenseAssignment = defineResource({
  type: "apifew:LicenseAssignment",
  module: "apifew/license-assignment",
  inputs: LicenseAssignmentInputs,
  rules: [adoptRule],
  outputs: LicenseAssignmentOutputs,
  secretOutputs: ["licenseKey"],
  // Delete the old one first: its license may be the only one, and a user can use only one at a time.
  replaceOn: ["pricingUid", "ownerLogin", "userLogin"],
  deleteBeforeReplace: true,
  options: ["pricingName", "adopt"],
  isSame: { ownerLogin: isSameLogin, userLogin: isSameLogin },
  needsRepair: ({ licenseKey, licenseActive }) => licenseKey === undefined && licenseActive === undefined,
  importId: {
    form: "<pricing's uid>=<pricing's name>/<owner's login>/<user's login>",
    parse: (id) => {
      const { id: own, name } = splitPricingName(id);
      const { pricingUid, ownerLogin, userLogin } = usageOf(own, {});
      const known = name === undefined ? {} : { pricingName: name };
      return { id: own, named: { pricingUid, ownerLogin, userLogin, ...known }, known };
    },
  },
  connect: (settings) => connectApifew(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(licenseAssignment);

/**
 * License of an owner, assigned to a user of the application.
 *
 * @example
 * new LicenseAssignment("john", {
 *   pricingUid: "ABCDEF1234567890",
 *   pricingName: "monthly_10",
 *   ownerLogin: "jane.doe@acme-shoes.com",
 *   userLogin: "john.roe@acme-shoes.com",
 * });
 */
export class LicenseAssignment extends ManagedResource<typeof LicenseAssignmentInputs> {
  declare readonly pricingUid: pulumi.Output<string>;
  declare readonly ownerLogin: pulumi.Output<string>;
  declare readonly userLogin: pulumi.Output<string>;
  declare readonly pricingName: pulumi.Output<string | undefined>;
  declare readonly licenseKey: pulumi.Output<string | undefined>;
  declare readonly licenseActive: pulumi.Output<boolean | undefined>;

  constructor(
    name: string,
    args: ResourceArgs<typeof LicenseAssignmentInputs>,
    options?: pulumi.CustomResourceOptions,
  ) {
    super(licenseAssignment, name, args, options);
  }
}
