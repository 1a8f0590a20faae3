/**
 * Add-on of a customer, ordered from a provider in the way Clever Cloud does it.
 * Vendor: pages "Provisioning", "Plan change", "Deprovisioning" and "List all add-ons". Quirks: README.md of
 * this folder.
 */

import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, AdoptionRefusedError } from "../adopt.ts";
import type { InputRule } from "../check-inputs.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
  type OutputsOf,
} from "../define-resource.ts";
import { errorText } from "../error-text.ts";
import { isOutcomeUnknown, VendorError } from "../http/vendor-error.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import { AddonId, OwnerId, Plan, Region, UserId } from "./addon-id.ts";
import { type ClevercloudClient, connectClevercloud } from "./connect.ts";
import { appendableFailure, credentialsFailure, SecureOrLocalUrl } from "./endpoint-url.ts";
import type { AddonInfo, AddonSummary, PlanChanged } from "./schema.ts";

const Options = z.record(z.string(), z.string({ error: "must be a string" }), { error: "must be a map of texts" });

export const AddonInputs = z.strictObject({
  baseUrl: SecureOrLocalUrl.describe("The base_url in the provider's manifest."),
  addonId: AddonId.describe("The marketplace's id for the add-on."),
  ownerId: OwnerId.describe("The customer's organisation or user."),
  ownerName: z
    .string({ error: "must be a string" })
    .min(1, "must not be empty")
    .optional()
    .describe("The organisation's name (default: its id)."),
  userId: UserId.describe("The user who orders."),
  plan: Plan.describe("The plan's slug."),
  region: Region.describe("Region of the add-on; EU and eu are the same."),
  callbackUrl: SecureOrLocalUrl.optional().describe(
    "URL at which the provider reads the add-on (default: that of the vendor API).",
  ),
  /** The state always contains options, so a state without them means that they are unknown. */
  options: Options.optional()
    .transform((options): z.infer<typeof Options> | undefined => options ?? {})
    .describe("Options of the order."),
  adopt: Adopt.optional().describe(
    "Whether to adopt an existing add-on: the provider's own id for it, or true to order again and learn the id.",
  ),
});
export type AddonInputs = z.infer<typeof AddonInputs>;

export const AddonOutputs = z.object({
  resourceId: z
    .string()
    .optional()
    .describe("The provider's own id; absent after an import, since Clever Cloud does not return it."),
  config: z.record(z.string(), z.string()).optional().describe("The config vars in the provider's response."),
  message: z.string().optional().describe("The provider's message to the customer."),
  isUnanswered: z
    .boolean()
    .optional()
    .describe("The order was sent and its response was lost. It is sent again first."),
});
export type AddonState = OutputsOf<typeof AddonOutputs>;

export const addonRules: readonly InputRule<AddonInputs>[] = [
  ({ baseUrl }) => credentialsFailure("baseUrl", baseUrl),
  ({ baseUrl }) => appendableFailure("baseUrl", baseUrl),
  ({ callbackUrl }) => credentialsFailure("callbackUrl", callbackUrl),
];

/** Placeholder for an input that neither the listing nor the state has. */
export const unknownValue = "";

/** The userId of an imported add-on. Clever Cloud does not return it, and a program must declare one. */
const unknownUser = "user_unknown";

const isUnknown = (old: unknown): boolean => old === unknownValue || old === undefined;

/** An unknown old value does not count as a difference: it must not replace an imported add-on. */
export const isSameAddonInput = {
  userId: (old: unknown): boolean => isUnknown(old) || old === unknownUser,
  options: isUnknown,
  // The page says "EU" in the provisioning call and "eu" everywhere else.
  region: (old: unknown, news: unknown): boolean =>
    isUnknown(old) || String(old).toLowerCase() === String(news).toLowerCase(),
};

type Inputs = AddonInputs;
type State = AddonState;
type AddonContext = Context<ClevercloudClient>;
type CreateContext = MakingContext<ClevercloudClient>;

async function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const id = inputs.addonId;
  const existing = await context.client.vendorApi.findAddon(id);
  return { id, state: existing ? await takeOver(inputs, existing, context) : await order(inputs, context) };
}

/** Provisions an add-on that was seen to be absent, after recording the order. */
async function order(inputs: Inputs, context: CreateContext): Promise<State> {
  const recorded = await context.recordPending();
  try {
    return await provision(inputs, context);
  } catch (error) {
    if (!(error instanceof IncompleteError)) {
      recorded.withdraw();
    }
    throw error;
  }
}

/**
 * Orders the add-on. After a lost response the order is repeated; `addon_id` identifies it as the same
 * add-on.
 */
async function provision(inputs: Inputs, { client }: AddonContext): Promise<State> {
  const { addonId, ownerId } = inputs;
  try {
    const answer = await client.providerAt(inputs.baseUrl).provision({
      addon_id: addonId,
      owner_id: ownerId,
      owner_name: inputs.ownerName ?? ownerId,
      user_id: inputs.userId,
      plan: inputs.plan,
      region: inputs.region,
      callback_url: inputs.callbackUrl ?? client.callbackUrlOf(addonId),
      options: inputs.options ?? {},
    });
    return { resourceId: answer.id, ...toState(answer, {}) };
  } catch (error) {
    if (!isOutcomeUnknown(error)) {
      throw error;
    }
    const message = `add-on ${addonId} may have been provisioned; the next run orders it again: ${error.message}`;
    throw new IncompleteError<State>(message, addonId, { isUnanswered: true }, { cause: error });
  }
}

function toState(answer: PlanChanged, before: State): State {
  const message = answer.message ?? before.message;
  return { config: answer.config ?? before.config ?? {}, ...(message ? { message } : {}) };
}

async function takeOver(inputs: Inputs, existing: AddonInfo, context: CreateContext): Promise<State> {
  const { addonId, ownerId, plan } = inputs;
  const adopt = inputs.adopt || context.pendingCreate !== undefined;
  if (existing.owner_id && existing.owner_id !== ownerId) {
    throw new AdoptionRefusedError(
      `add-on ${addonId} belongs to ${existing.owner_id}, not to ${ownerId}: set ownerId to ${existing.owner_id} to adopt it, ` +
        "or use another addonId to order a new one",
    );
  }
  if (!adopt) {
    throw new AdoptionRefusedError(
      `add-on ${addonId} exists already; to manage it with this resource, set adopt to the provider's own id of it, or ` +
        "adopt: true to order it again, to which a provider that knows addon_id responds with the same add-on",
    );
  }
  const current = (await context.client.vendorApi.findListed(addonId))?.plan ?? plan;
  const state = typeof adopt === "string" ? adopted(adopt, existing) : await askAgain(inputs, current, context);
  return current === plan ? state : changePlan(inputs, state, context);
}

function adopted(resourceId: string, existing: AddonInfo): State {
  return { resourceId, config: existing.config ?? {} };
}

async function askAgain(inputs: Inputs, plan: string, context: AddonContext): Promise<State> {
  try {
    return await provision({ ...inputs, plan }, context);
  } catch (error) {
    // Nothing new was created, so the next run can start over.
    const reason = errorText(error);
    const fix = "set adopt to the provider's own id of the add-on instead of true";
    throw new AdoptionRefusedError(`the provider did not return its id of add-on ${inputs.addonId}; ${fix}: ${reason}`);
  }
}

async function changePlan(inputs: Inputs, state: State, { client }: AddonContext): Promise<State> {
  const { addonId, plan } = inputs;
  if (state.resourceId === undefined) {
    throw new Error(`the plan of add-on ${addonId} cannot be changed: ${howToNameIt}`);
  }
  const answer = await client.providerAt(inputs.baseUrl).changePlan(state.resourceId, { addon_id: addonId, plan });
  return { resourceId: state.resourceId, ...toState(answer, state) };
}

const howToNameIt =
  "the provider's own id of it is unknown, since Clever Cloud does not return it after an import; set adopt to that id " +
  "and run `pulumi up`";

/** Treat the add-on as gone only if both calls say so: an entry can be missed while pages shift. */
async function read(id: string, known: Known<Inputs, State>, { client }: AddonContext) {
  const listed = await client.vendorApi.readListed(id);
  const info = listed && known.region ? undefined : await client.vendorApi.findAddon(id);
  // While the provider's response is lost, Clever Cloud knows no more than this state.
  return listed || info || known.isUnanswered ? observe(id, known, listed, info) : undefined;
}

function observe(id: string, known: Known<Inputs, State>, listed?: AddonSummary, info?: AddonInfo) {
  const inputs: Inputs = {
    baseUrl: known.baseUrl ?? unknownValue,
    addonId: id,
    ownerId: listed?.owner_id ?? info?.owner_id ?? known.ownerId ?? unknownValue,
    // The endpoint without the user is what an import knows.
    userId: known.userId ?? (known.baseUrl === undefined ? unknownValue : unknownUser),
    plan: listed?.plan ?? known.plan ?? unknownValue,
    region: known.region ?? info?.region ?? unknownValue,
    options: known.options,
  };
  const config = known.config ?? info?.config ?? undefined;
  const { resourceId, message, isUnanswered } = known;
  return { id, inputs, state: { resourceId, config, message, isUnanswered } };
}

async function update(_id: string, change: Change<Inputs, State>, context: AddonContext): Promise<State> {
  const { olds, news } = change;
  const state = await withResourceId(olds, news, context);
  return change.isChanged("plan") ? changePlan(news, state, context) : state;
}

/** The known state, with the provider's own id of the add-on if it can be obtained. */
async function withResourceId(olds: Known<Inputs, State>, news: Inputs, context: AddonContext): Promise<State> {
  const { resourceId, config, message, isUnanswered } = olds;
  if (isUnanswered) {
    // The same order as before; another plan is requested afterwards, as a change.
    return provision({ ...news, plan: olds.plan ?? news.plan }, context);
  }
  const named = resourceId ?? (typeof news.adopt === "string" ? news.adopt : undefined);
  const state = { ...(config ? { config } : {}), ...(message ? { message } : {}) };
  if (named !== undefined) {
    return { resourceId: named, ...state };
  }
  return news.adopt === true ? askAgain(news, olds.plan ?? news.plan, context) : state;
}

async function remove(id: string, known: Known<Inputs, State>, context: AddonContext): Promise<void> {
  const declared = AddonInputs.strip().safeParse(known);
  const resourceId = declared.success
    ? (await withResourceId(known, declared.data, context)).resourceId
    : known.resourceId;
  if (!known.baseUrl || resourceId === undefined) {
    if (await context.client.vendorApi.findAddon(id)) {
      throw new Error(`add-on ${id} cannot be deprovisioned: ${howToNameIt}`);
    }
    return;
  }
  try {
    await context.client.providerAt(known.baseUrl).deprovision(resourceId);
  } catch (error) {
    if (!(await isAbsentAtProvider(id, error, context))) {
      throw error;
    }
  }
}

/**
 * The page does not document the body of a provider's 404, and a proxy may send one. Without a message,
 * Clever Cloud must confirm it.
 */
async function isAbsentAtProvider(id: string, error: unknown, { client }: AddonContext): Promise<boolean> {
  if (!(error instanceof VendorError) || ![404, 410].includes(error.details.status ?? 0)) {
    return false;
  }
  return error.kind === "not-found" || (await client.vendorApi.findAddon(id)) === undefined;
}

async function* list(_scope: unknown, { client }: AddonContext) {
  for await (const listed of client.vendorApi.listAddons()) {
    yield observe(listed.addon_id, {}, listed);
  }
}

/** Clever Cloud does not return the endpoint of the add-on's provider. */
const importId = {
  form: "<add-on's id>=<baseUrl>",
  parse: (id: string) => {
    const [addonId = "", ...rest] = id.split("=");
    if (rest.length === 0) {
      throw new Error(
        "Clever Cloud does not return the endpoint of the add-on's provider, so the id has to contain it",
      );
    }
    const known = { baseUrl: rest.join("=") };
    return { id: addonId, named: { addonId, ...known }, known };
  },
};

export const addon = defineResource({
  type: "clevercloud:Addon",
  module: "clevercloud/addon",
  inputs: AddonInputs,
  rules: addonRules,
  outputs: AddonOutputs,
  secretOutputs: ["config"],
  replaceOn: ["addonId", "ownerId", "userId", "region", "options"],
  uniqueOn: ["addonId"],
  // Another addon_id is another add-on; the old one can serve until the new one exists.
  createFirstOn: ["addonId"],
  hasGlobalIds: true,
  // After the order, no marketplace call sends these to the provider again.
  options: ["baseUrl", "ownerName", "callbackUrl", "adopt"],
  isSame: isSameAddonInput,
  needsRepair: ({ isUnanswered }) => isUnanswered === true,
  stableOutputs: ["resourceId"],
  importId,
  connect: (settings) => connectClevercloud(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(addon);

/**
 * Add-on that a provider runs for a customer of Clever Cloud.
 *
 * @example
 * new Addon("acme", {
 *   baseUrl: "https://app.shoe-shop.com/clevercloud/resources",
 *   addonId: "addon_1c1a0b2e",
 *   ownerId: "orga_858600a8",
 *   userId: "user_2e7d4c11",
 *   plan: "basic",
 *   region: "EU",
 * });
 */
export class Addon extends ManagedResource<typeof AddonInputs> {
  declare readonly baseUrl: pulumi.Output<string>;
  declare readonly addonId: pulumi.Output<string>;
  declare readonly ownerId: pulumi.Output<string>;
  declare readonly userId: pulumi.Output<string>;
  declare readonly plan: pulumi.Output<string>;
  declare readonly region: pulumi.Output<string>;
  declare readonly resourceId: pulumi.Output<string | undefined>;
  declare readonly config: pulumi.Output<Readonly<Record<string, string>>>;
  declare readonly message: pulumi.Output<string | undefined>;

  constructor(name: string, args: ResourceArgs<typeof AddonInputs>, options?: pulumi.CustomResourceOptions) {
    super(addon, name, args, options);
  }
}
