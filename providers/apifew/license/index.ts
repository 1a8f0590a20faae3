/**
 * Licenses of one pricing that one login owns. The resource manages those whose keys it created or adopted.
 *
 * Vendor: "Create a license", "Release a license", "Pricings and licenses details". Quirks: ../README.md
 */

import type * as pulumi from "@pulumi/pulumi";
import { assertAdoptable } from "../../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
} from "../../define-resource.ts";
import { errorText } from "../../error-text.ts";
import { ManagedResource, type ResourceArgs } from "../../managed-resource.ts";
import { createHandler } from "../../resource-handler.ts";
import { type AppScope, uidInScope } from "../app-scope.ts";
import type { ApifewClient } from "../client.ts";
import { connectApifew } from "../connect.ts";
import { isAbsent } from "../fault.ts";
import { ownedBy, usedBy, withKeys } from "../issued-index.ts";
import type { IssuedLicense } from "../issued-license.ts";
import { foldLogin, isSameLogin, keepSpelling } from "../login.ts";
import {
  assignable,
  findOwnKeys,
  inOrderOfUse,
  issuedIn,
  licensesOfPair,
  listIssued,
  newKeys,
  type OwnedPricing,
  readIssued,
} from "../own-licenses.ts";
import { assertPricingNamed, learnName, matchPricing } from "../pricing-match.ts";
import { joinId, splitId, splitPricingName } from "../resource-id.ts";
import { adoptableOf, assignToOwner, reachQuantity, toState } from "./create.ts";
import {
  adoptRule,
  type LicenseInputs as Inputs,
  LicenseInputs,
  LicenseOutputs,
  quantityRule,
  type LicenseState as State,
  tooFewText,
} from "./inputs.ts";
import { keyedMutex } from "./keyed-mutex.ts";
import { pendingLicensesOf } from "./pending.ts";

type LicenseContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;

function idOf({ pricingUid, ownerLogin }: OwnedPricing): string {
  return joinId(pricingUid, ownerLogin);
}

/** The pricing and owner in an id, with the pricing's name if the program gives it. */
function pairOf(id: string, known: Known<Inputs, State>): OwnedPricing {
  const [pricingUid = "", ownerLogin = ""] = splitId(id, "<pricing's uid>/<owner's login>");
  return { pricingUid, ownerLogin: keepSpelling(known.ownerLogin, ownerLogin), pricingName: known.pricingName };
}

/**
 * Creates for one owner run one at a time: after a lost response, parallel ones could not tell their licenses
 * apart.
 */
function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const { ownerLogin } = inputs;
  const { client } = context;
  const id = idOf(inputs);
  return keyedMutex(foldLogin(ownerLogin), async () => {
    const pricings = await client.listPricingDetails();
    assertPricingNamed(inputs, pricings);
    const issued = await assignable(client, ownerLogin, issuedIn(pricings));
    assertMayAdopt(id, inputs, issued, context);
    const start = { keys: [], issued, known: {}, adoptsExisting: true };
    const reached = await reachQuantity(id, inputs, start, context);
    // The first create assigns a license to the owner, unless apifew answers that it did not.
    const isNew = reached.kept.length === 0 && !reached.isUnassigned;
    return { id, state: isNew ? reached.state : await withUsage(id, inputs, reached.state, reached.issued, context) };
  });
}

/**
 * Requires `adopt` for existing licenses of this pricing and owner, except those that an interrupted run of
 * this create made.
 */
function assertMayAdopt(
  id: string,
  inputs: Inputs,
  issued: readonly IssuedLicense[],
  { client, pendingCreate }: CreateContext,
): void {
  const existing = licensesOfPair(client, inputs, issued);
  const isOurs = existing.some(({ key }) => pendingCreate !== undefined && !pendingCreate.isMarked(key));
  if (existing.length === 0 || isOurs || adoptableOf(id, inputs).mayAdoptAny) {
    return;
  }
  const what = `${existing.length} license(s) of pricing ${inputs.pricingUid} for ${inputs.ownerLogin}`;
  assertAdoptable(inputs.adopt, { what, id });
}

async function withUsage(
  id: string,
  inputs: Inputs,
  state: State,
  issued: readonly IssuedLicense[],
  context: LicenseContext,
): Promise<State> {
  if (inputs.assignUsage) {
    try {
      await assignToOwner(inputs, issued, context);
    } catch (error) {
      const reason = errorText(error);
      const message = `the licenses exist, but none could be assigned to their owner: ${reason}`;
      throw new IncompleteError(message, id, { ...state, assignUsage: false });
    }
  }
  return state;
}

async function read(id: string, known: Known<Inputs, State>, { client }: LicenseContext) {
  const pair = pairOf(id, known);
  const issued = await readIssued(client);
  const keys = await findOwnKeys(client, pair, known, issued);
  const { keysBefore, pendingCount, pendingSince } = known;
  const observed = observe(id, pair, keys, issued, known.assignUsage);
  if (keysBefore === undefined) {
    return keys.length > 0 ? observed : undefined;
  }
  // The create is still undecided. A refresh does not wait for it and therefore adopts nothing.
  return { ...observed, state: { ...observed.state, keysBefore, pendingCount, pendingSince } };
}

function observe(
  id: string,
  { pricingUid, ownerLogin, pricingName }: OwnedPricing,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
  declaredUsage: boolean | undefined,
) {
  const own = withKeys(keys, issued);
  const isUsed = own.some(({ userLogin }) => isSameLogin(userLogin, ownerLogin));
  // Owners may assign their licenses to others. It is drift only if a license is free and the owner uses
  // none.
  const couldUse = usedBy(ownerLogin, issued).length === 0 && own.some(({ userLogin }) => userLogin === undefined);
  const assignUsage = declaredUsage === undefined ? isUsed : declaredUsage && !couldUse;
  const name = pricingName ?? own[0]?.pricing.name;
  const inputs: Inputs = {
    pricingUid,
    ownerLogin,
    ...(declaredUsage === undefined && name !== undefined ? { pricingName: name } : {}),
    quantity: keys.length,
    assignUsage,
  };
  return { id, inputs, state: toState(keys, issued) };
}

async function update(id: string, change: Change<Inputs, State>, context: CreateContext): Promise<State> {
  const { olds, news } = change;
  const before = olds.keys?.length ?? 0;
  if (news.quantity < before) {
    throw new Error(`quantity ${tooFewText(before, news.quantity)}`);
  }
  return keyedMutex(foldLogin(news.ownerLogin), async () => {
    const { client } = context;
    const listed = await listIssued(client);
    const keys = await findOwnKeys(client, pairOf(id, news), olds, listed);
    const issued = await assignable(client, news.ownerLogin, listed);
    const start = { keys, issued, known: olds, adoptsExisting: false };
    const reached = await reachQuantity(id, news, start, context);
    const { state, kept } = reached;
    // The first create assigned one license. Additional licenses can serve an owner who uses none.
    const hasGrown = kept.length > 0 && state.count > before;
    if (!change.isChanged("assignUsage") && !hasGrown) {
      return state;
    }
    if (!news.assignUsage) {
      await releaseFromOwner(news, kept, reached.issued, context);
    }
    return withUsage(id, news, state, reached.issued, context);
  });
}

/** Ends the owner's usage of these licenses; the licenses stay the owner's. */
async function releaseFromOwner(
  { pricingUid, ownerLogin }: OwnedPricing,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
  { client }: LicenseContext,
): Promise<void> {
  const used = issued.filter(({ key, userLogin }) => isSameLogin(userLogin, ownerLogin) && keys.includes(key));
  for (const { userLogin = ownerLogin } of used) {
    try {
      await client.releaseLicense(pricingUid, userLogin);
    } catch (error) {
      if (!isAbsent(error)) {
        throw error;
      }
    }
  }
}

/** apifew documents no deletion: the owner keeps the keys and no longer uses one. */
async function remove(id: string, known: Known<Inputs, State>, context: LicenseContext): Promise<void> {
  const pair = pairOf(id, known);
  await keyedMutex(foldLogin(pair.ownerLogin), async () => {
    const { client } = context;
    const issued = await listIssued(client);
    learnName(client, pair, known.keys ?? [], issued);
    const own = [
      ...(known.keys ?? importedKeys(pair, known, issued, client)),
      ...madeByPending(pair, known, issued, client),
    ];
    await releaseFromOwner(pair, own, issued, context);
  });
}

/** After an import the state has no keys: takes those of the pair, up to the quantity. */
function importedKeys(
  pair: OwnedPricing,
  { quantity }: Known<Inputs, State>,
  issued: readonly IssuedLicense[],
  client: ApifewClient,
): readonly string[] {
  const { matching } = matchPricing(client, pair, ownedBy(pair.ownerLogin, issued));
  return inOrderOfUse(matching, pair.ownerLogin).slice(0, quantity);
}

/** Keys that a pending create made, if they can be distinguished from those that others created. */
function madeByPending(
  pair: OwnedPricing,
  known: Known<Inputs, State>,
  issued: readonly IssuedLicense[],
  client: ApifewClient,
): readonly string[] {
  const { keys = [] } = known;
  const pending = pendingLicensesOf(known, undefined, Number.POSITIVE_INFINITY);
  const made = pending ? newKeys(client, pair, issued, (key) => keys.includes(key) || pending.isBefore(key), true) : [];
  return made.length > (pending?.count ?? 0) ? [] : made;
}

async function* list(scope: AppScope, { client }: LicenseContext) {
  const issued = await readIssued(client);
  const pairs = Map.groupBy(issued, ({ ownerLogin, pricing }) =>
    JSON.stringify([ownerLogin && foldLogin(ownerLogin), uidInScope(scope, pricing), pricing.name]),
  );
  for (const licenses of pairs.values()) {
    const [first] = licenses;
    const pricingUid = first && uidInScope(scope, first.pricing);
    if (first?.ownerLogin !== undefined && pricingUid !== undefined) {
      const pair = { pricingUid, ownerLogin: first.ownerLogin, pricingName: first.pricing.name };
      const keys = licenses.map(({ key }) => key);
      yield observe(idOf(pair), pair, keys, issued, undefined);
    }
  }
}

export const license = defineResource({
  type: "apifew:License",
  module: "apifew/license",
  inputs: LicenseInputs,
  rules: [adoptRule],
  changeRules: [quantityRule],
  outputs: LicenseOutputs,
  secretOutputs: ["keys", "keysBefore"],
  replaceOn: ["pricingUid", "ownerLogin"],
  // Release first: at apifew a user can use only one license of the application, so a change of pricing
  // cannot create first.
  createFirstOn: ["ownerLogin"],
  options: ["pricingName", "adopt"],
  isSame: { ownerLogin: isSameLogin },
  needsRepair: ({ keysBefore }) => keysBefore !== undefined,
  importId: {
    form: "<pricing's uid>=<pricing's name>/<owner's login>",
    parse: (id) => {
      const { id: own, name } = splitPricingName(id);
      const { pricingUid, ownerLogin } = pairOf(own, {});
      const known = name === undefined ? {} : { pricingName: name };
      return { id: own, named: { pricingUid, ownerLogin, ...known }, known };
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
export const handler = createHandler(license);

/**
 * Licenses that a user owns. The quantity can grow but not shrink. Deleting the resource ends the owner's
 * usage. The license keys stay with the owner, since apifew documents no call that deletes one.
 *
 * @example
 * new License("acme", {
 *   pricingUid: "ABCDEF1234567890",
 *   pricingName: "monthly_10",
 *   ownerLogin: "jane.doe@acme-shoes.com",
 *   quantity: 5,
 * });
 */
export class License extends ManagedResource<typeof LicenseInputs> {
  declare readonly pricingUid: pulumi.Output<string>;
  declare readonly ownerLogin: pulumi.Output<string>;
  declare readonly pricingName: pulumi.Output<string | undefined>;
  declare readonly quantity: pulumi.Output<number>;
  declare readonly assignUsage: pulumi.Output<boolean>;
  declare readonly keys: pulumi.Output<readonly string[]>;
  declare readonly count: pulumi.Output<number>;
  declare readonly activeCount: pulumi.Output<number>;

  constructor(name: string, args: ResourceArgs<typeof LicenseInputs>, options?: pulumi.CustomResourceOptions) {
    super(license, name, args, options);
  }
}
