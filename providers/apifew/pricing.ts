/**
 * Pricing of the application. Pricings are created and changed on apifew's website. The resource finds one
 * and migrates its licenses to the latest revision. Vendor: "Pricings", "Licenses migration". Quirks:
 * README.md of this folder.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Adopt } from "../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type OutputsOf,
} from "../define-resource.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import { type AppScope, uidInScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { PricingName, PricingUid } from "./pricing-uid.ts";
import { splitPricingName } from "./resource-id.ts";
import type { BasicPricing as Wire } from "./schema.ts";

export const PricingInputs = z.strictObject({
  uid: PricingUid.describe("The pricing's uid, shown on apifew's website."),
  name: PricingName.optional().describe(
    "The pricing's name on apifew's website. The pricing is found by it while apifew returns no uid.",
  ),
  migrateLicenses: z
    .boolean({ error: "must be true or false" })
    .default(false)
    .describe("Whether to migrate licenses of older revisions to the latest one."),
  adopt: Adopt.optional().describe(
    "Not needed, because pricings always exist before. A value other than true or the uid is refused.",
  ),
});
export type PricingInputs = z.infer<typeof PricingInputs>;

export const PricingOutputs = z.object({
  currentName: z.string().describe("The pricing's name on apifew's website."),
  revision: z.int().describe("The latest revision."),
  features: z.array(z.string()).describe("Features of the latest revision."),
  licensesCount: z.int().describe("Number of licenses of all revisions."),
  outdatedLicenses: z.int().describe("Number of licenses that are not of the latest revision."),
});
export type PricingState = OutputsOf<typeof PricingOutputs>;

type Inputs = PricingInputs;
type State = PricingState;
type PricingContext = Context<ApifewClient>;

function find({ uid, name }: Pick<Inputs, "uid" | "name">, revisions: readonly Wire[]): State | undefined {
  const hasUids = revisions.some((wire) => wire.uid !== undefined);
  if (!hasUids && name === undefined && revisions.length > 0) {
    throw new Error(
      `pricing ${uid} cannot be found by its uid, since apifew returns pricing names without uids: set name to one of ` +
        namesOf(revisions),
    );
  }
  const own = revisions.filter((wire) => (hasUids ? wire.uid === uid : wire.name === name));
  return toState(own);
}

async function getPricing(inputs: Inputs, context: PricingContext): Promise<State> {
  const revisions = await context.client.listPricings({ isCurrentRevisionOnly: false });
  const found = find(inputs, revisions);
  if (found) {
    return found;
  }
  throw new Error(
    `apifew has no pricing ${inputs.uid}${inputs.name === undefined ? "" : ` named ${JSON.stringify(inputs.name)}`}; ` +
      `pricings are created on its website, and the application has ${namesOf(revisions) || "none"}`,
  );
}

async function create(inputs: Inputs, context: PricingContext): Promise<{ id: string; state: State }> {
  if (typeof inputs.adopt === "string" && inputs.adopt !== inputs.uid) {
    throw new Error(`adopt names ${JSON.stringify(inputs.adopt)}, which is not the uid ${inputs.uid}`);
  }
  return { id: inputs.uid, state: await migrate(inputs, await getPricing(inputs, context), context) };
}

async function read(id: string, known: Known<Inputs, State>, context: PricingContext) {
  const name = known.name ?? known.currentName;
  const found = find({ uid: id, name }, await context.client.readRevisions());
  return found && observe(id, found, known);
}

async function update(_id: string, { news }: Change<Inputs, State>, context: PricingContext): Promise<State> {
  return migrate(news, await getPricing(news, context), context);
}

async function migrate(inputs: Inputs, found: State, context: PricingContext): Promise<State> {
  if (!inputs.migrateLicenses || found.outdatedLicenses === 0) {
    return found;
  }
  await context.client.migrateLicenses(inputs.uid);
  const after = await getPricing(inputs, context);
  if (after.outdatedLicenses > 0) {
    throw new IncompleteError(
      `${after.outdatedLicenses} licenses of pricing ${inputs.uid} (${after.currentName}) are still on older revisions`,
      inputs.uid,
      after,
    );
  }
  return after;
}

/** Removes the pricing from the state only: no call deletes one, and its licenses remain. */
async function remove(): Promise<void> {}

async function* list(scope: AppScope, { client }: PricingContext) {
  const byName = Map.groupBy(await client.readRevisions(), (wire) => wire.uid ?? wire.name);
  for (const revisions of byName.values()) {
    const uid = revisions[0] && uidInScope(scope, revisions[0]);
    const state = toState(revisions);
    if (uid !== undefined && state) {
      yield observe(uid, state, {});
    }
  }
}

function observe(uid: string, state: State, known: Known<Inputs, State>) {
  const isImport = known.uid === undefined;
  const name = isImport ? state.currentName : known.name;
  const inputs: Inputs = {
    uid,
    ...(name === undefined ? {} : { name }),
    migrateLicenses: known.migrateLicenses ?? false,
  };
  return { id: uid, inputs, state };
}

function toState(revisions: readonly Wire[]): State | undefined {
  const latest = revisions.toSorted((one, other) => other.revision - one.revision)[0];
  if (!latest) {
    return undefined;
  }
  const licensesCount = revisions.reduce((sum, wire) => sum + wire.licensesCount, 0);
  return {
    currentName: latest.name,
    revision: latest.revision,
    features: latest.features,
    licensesCount,
    outdatedLicenses: licensesCount - latest.licensesCount,
  };
}

function namesOf(revisions: readonly Wire[]): string {
  return [...new Set(revisions.map(({ name }) => JSON.stringify(name)))].join(", ");
}

export const pricing = defineResource({
  type: "apifew:Pricing",
  module: "apifew/pricing",
  inputs: PricingInputs,
  outputs: PricingOutputs,
  replaceOn: ["uid"],
  createFirstOn: ["uid"],
  options: ["name", "adopt"],
  needsRepair: ({ migrateLicenses, outdatedLicenses = 0 }) => migrateLicenses === true && outdatedLicenses > 0,
  importId: {
    form: "<pricing's uid>=<pricing's name>",
    parse: (id) => {
      const { id: uid, name } = splitPricingName(id);
      const known = name === undefined ? {} : { name };
      return { id: uid, named: { uid, ...known }, known };
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
export const handler = createHandler(pricing);

/**
 * Pricing that exists at apifew, found by its uid and name.
 *
 * @example
 * new Pricing("basic", { uid: "ABCDEF1234567890", name: "monthly_10", migrateLicenses: true });
 */
export class Pricing extends ManagedResource<typeof PricingInputs> {
  declare readonly uid: pulumi.Output<string>;
  declare readonly name: pulumi.Output<string | undefined>;
  declare readonly migrateLicenses: pulumi.Output<boolean>;
  declare readonly currentName: pulumi.Output<string>;
  declare readonly revision: pulumi.Output<number>;
  declare readonly features: pulumi.Output<readonly string[]>;
  declare readonly licensesCount: pulumi.Output<number>;
  declare readonly outdatedLicenses: pulumi.Output<number>;

  constructor(name: string, args: ResourceArgs<typeof PricingInputs>, options?: pulumi.CustomResourceOptions) {
    super(pricing, name, args, options);
  }
}
