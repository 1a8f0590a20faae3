/**
 * Config vars of an add-on, which the customer's applications see in their environment.
 * Vendor: page "Update the configuration variables for an add-on". They are a setting of the add-on and not a
 * separate object: provisioning sets the first values, and this resource adopts them.
 */

import { isDeepStrictEqual } from "node:util";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt, AdoptionRefusedError } from "../adopt.ts";
import type { InputRule } from "../check-inputs.ts";
import { type Change, type Context, defineResource, type Known, type OutputsOf } from "../define-resource.ts";
import { isKind } from "../http/vendor-error.ts";
import { WaitTimeoutError, waitFor } from "../http/wait-for.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import { AddonId } from "./addon-id.ts";
import { type ClevercloudClient, connectClevercloud } from "./connect.ts";
import type { AddonInfo } from "./schema.ts";

export const defaultWaitTimeoutSeconds = 120;

export const AddonConfigInputs = z.strictObject({
  addonId: AddonId.describe("Clever Cloud's id of the add-on."),
  config: z
    .record(z.string(), z.string({ error: "must be a string" }), { error: "must be a map of texts" })
    .describe("The whole map; variables that are not in it are removed."),
  configVars: z
    .array(z.string({ error: "must be a string" }), { error: "must be a list of names" })
    .optional()
    .describe("The names that the manifest allows. Clever Cloud ignores others silently, so they are refused."),
  onDelete: z
    .enum(["keep", "clear"], { error: "must be one of keep, clear" })
    .default("keep")
    .describe("What a delete does with the config vars."),
  waitTimeoutSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(1, "must be at least 1")
    .max(3_600, "must be at most 3600, an hour")
    .default(defaultWaitTimeoutSeconds)
    .describe("How many seconds to wait until Clever Cloud knows an add-on that was just provisioned."),
  adopt: Adopt.optional().describe(
    "The first values come from provisioning and are adopted; false refuses to replace different values.",
  ),
});
export type AddonConfigInputs = z.infer<typeof AddonConfigInputs>;

export const AddonConfigOutputs = z.object({
  name: z.string().describe("The customer's name for the add-on."),
  region: z.string().describe("Where the add-on runs."),
  ownerId: z.string().describe("The customer's organisation or user."),
  ownerEmail: z.string().optional().describe("The owner's email, if Clever Cloud returns it."),
  callbackUrl: z.string().describe("The add-on's address in the vendor API."),
});
export type AddonConfigState = OutputsOf<typeof AddonConfigOutputs>;

export const addonConfigRules: readonly InputRule<AddonConfigInputs>[] = [
  // The names are known even if a preview does not know the values.
  ({ configVars }, { config }) => {
    const name = namesOf(config).find((key) => configVars !== undefined && !configVars.includes(key));
    return name === undefined
      ? undefined
      : { property: `config.${name}`, reason: `is none of the manifest's config vars: ${configVars?.join(", ")}` };
  },
  (_inputs, { config }) => {
    const name = namesOf(config).find((key) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(key));
    return name === undefined
      ? undefined
      : {
          property: "config",
          reason: `must have names of environment variables as keys (one is ${JSON.stringify(name)})`,
        };
  },
];

function namesOf(config: unknown): string[] {
  return typeof config === "object" && config !== null ? Object.keys(config) : [];
}

type Inputs = AddonConfigInputs;
type State = AddonConfigState;
type ConfigContext = Context<ClevercloudClient>;

const intervalMs = 1_000;

/** Writes the add-on's config vars, unless they are already as declared. */
async function applyConfig(inputs: Inputs, mayReplace: boolean, context: ConfigContext): Promise<State> {
  const { addonId, waitTimeoutSeconds } = inputs;
  const what = `the registration of add-on ${addonId} in the vendor API`;
  try {
    const attempt = () => tryApply(inputs, mayReplace, context);
    return await waitFor(attempt, { what, timeoutMs: waitTimeoutSeconds * 1000, intervalMs, clock: context.clock });
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) {
      throw error;
    }
    throw new Error(
      `Clever Cloud does not know add-on ${addonId} after ${waitTimeoutSeconds} s: it returns an add-on only after the call ` +
        "that provisions it was answered, and only to the provider in clevercloud:providerId",
      { cause: error },
    );
  }
}

/** Undefined while Clever Cloud does not know the add-on, such as directly after its provisioning. */
async function tryApply(inputs: Inputs, mayReplace: boolean, { client }: ConfigContext): Promise<State | undefined> {
  const { addonId, config } = inputs;
  const secrets = Object.values(config);
  try {
    const info = await client.vendorApi.getAddon(addonId, secrets);
    const current = info.config ?? {};
    if (!isDeepStrictEqual(current, config)) {
      assertMayReplace(addonId, current, mayReplace);
      await client.vendorApi.putConfig(addonId, config, [...secrets, ...Object.values(current)]);
    }
    return toState(info, client);
  } catch (error) {
    if (isKind(error, "not-found")) {
      return undefined;
    }
    throw error;
  }
}

function assertMayReplace(addonId: string, current: Readonly<Record<string, string>>, mayReplace: boolean): void {
  const names = Object.keys(current);
  if (mayReplace || names.length === 0) {
    return;
  }
  throw new AdoptionRefusedError(
    `add-on ${addonId} already has other config vars (${names.join(", ")}); leave out adopt: false to replace them`,
  );
}

async function create(inputs: Inputs, context: ConfigContext): Promise<{ id: string; state: State }> {
  return { id: inputs.addonId, state: await applyConfig(inputs, inputs.adopt !== false, context) };
}

async function read(id: string, known: Known<Inputs, State>, { client }: ConfigContext) {
  const info = await client.vendorApi.findAddon(id, Object.values(known.config ?? {}));
  return info && observe(id, info, client);
}

async function update(id: string, { news }: Change<Inputs, State>, context: ConfigContext): Promise<State> {
  return applyConfig({ ...news, addonId: id }, true, context);
}

async function remove(id: string, known: Known<Inputs, State>, { client }: ConfigContext): Promise<void> {
  if (known.onDelete !== "clear") {
    return;
  }
  const secrets = Object.values(known.config ?? {});
  // Only a GET proves that Clever Cloud responds: a PUT is documented with a status and no body.
  const info = await client.vendorApi.findAddon(id, secrets);
  if (info && Object.keys(info.config ?? {}).length > 0) {
    await client.vendorApi.putConfig(id, {}, [...secrets, ...Object.values(info.config ?? {})]);
  }
}

async function* list(_scope: unknown, { client }: ConfigContext) {
  for await (const { addon_id: id } of client.vendorApi.listAddons()) {
    const info = await client.vendorApi.findAddon(id);
    if (info) {
      yield observe(id, info, client);
    }
  }
}

function observe(id: string, info: AddonInfo, client: ClevercloudClient) {
  const inputs: Inputs = {
    addonId: id,
    config: info.config ?? {},
    onDelete: "keep",
    waitTimeoutSeconds: defaultWaitTimeoutSeconds,
  };
  return { id, inputs, state: toState(info, client) };
}

function toState(info: AddonInfo, client: ClevercloudClient): State {
  return {
    name: info.name ?? "",
    region: info.region ?? "",
    ownerId: info.owner_id ?? "",
    ...(info.owner_email ? { ownerEmail: info.owner_email } : {}),
    callbackUrl: info.callback_url ?? client.callbackUrlOf(info.id),
  };
}

export const addonConfig = defineResource({
  type: "clevercloud:AddonConfig",
  module: "clevercloud/addon-config",
  inputs: AddonConfigInputs,
  rules: addonConfigRules,
  outputs: AddonConfigOutputs,
  secretInputs: ["config"],
  replaceOn: ["addonId"],
  uniqueOn: ["addonId"],
  createFirstOn: ["addonId"],
  hasGlobalIds: true,
  options: ["configVars", "onDelete", "waitTimeoutSeconds", "adopt"],
  stableOutputs: ["region", "ownerId", "callbackUrl"],
  importId: { form: "<add-on's id>", parse: (id) => ({ id, named: { addonId: id } }) },
  connect: (settings) => connectClevercloud(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** The handler that the engine calls for this resource type. */
export const handler = createHandler(addonConfig);

/**
 * Config vars of a Clever Cloud add-on: always the whole map.
 *
 * @example
 * new AddonConfig("acme-config", {
 *   addonId: "addon_1c1a0b2e",
 *   config: { SHOE_SHOP_URL: "https://acme.shoe-shop.com" },
 *   configVars: ["SHOE_SHOP_URL"],
 * });
 */
export class AddonConfig extends ManagedResource<typeof AddonConfigInputs> {
  declare readonly addonId: pulumi.Output<string>;
  declare readonly config: pulumi.Output<Readonly<Record<string, string>>>;
  declare readonly name: pulumi.Output<string>;
  declare readonly region: pulumi.Output<string>;
  declare readonly ownerId: pulumi.Output<string>;
  declare readonly ownerEmail: pulumi.Output<string | undefined>;
  declare readonly callbackUrl: pulumi.Output<string>;

  constructor(name: string, args: ResourceArgs<typeof AddonConfigInputs>, options?: pulumi.CustomResourceOptions) {
    super(addonConfig, name, args, options);
  }
}
