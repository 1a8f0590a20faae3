/**
 * Licenses of one pricing that one login owns: those that this resource created or adopted, told by their keys.
 * Vendor: "Create a license", "Release a license", "Pricings and licenses details". Quirks: README.md of this folder.
 */
import type * as pulumi from "@pulumi/pulumi";
import { assertAdoptable } from "../adopt.ts";
import {
  type Change,
  type Context,
  defineResource,
  IncompleteError,
  type Known,
  type MakingContext,
} from "../define-resource.ts";
import { ManagedResource, type ResourceArgs } from "../managed-resource.ts";
import { createHandler } from "../resource-handler.ts";
import { type AppScope, uidInScope } from "./app-scope.ts";
import type { ApifewClient } from "./client.ts";
import { connectApifew } from "./connect.ts";
import { isAbsent } from "./fault.ts";
import { inTurn } from "./in-turn.ts";
import { ownedBy, usedBy, withKeys } from "./issued-index.ts";
import type { IssuedLicense } from "./issued-license.ts";
import { assignToOwner, createMissing, keysOfUnfinished, toState } from "./license-create.ts";
import {
  adoptRule,
  type LicenseInputs as Inputs,
  LicenseInputs,
  quantityRule,
  type LicenseState as State,
  tooFewText,
} from "./license-inputs.ts";
import { foldLogin, isSameLogin, keepSpelling } from "./login.ts";
import { findOwnKeys, issuedIn, licensesOfPair, listIssued, type OwnedPricing, readIssued } from "./own-licenses.ts";
import { assertPricingNamed, learnName, matchPricing } from "./pricing-match.ts";
import { adoptOf, joinId, splitId } from "./resource-id.ts";

type LicenseContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;

function idOf({ pricingUid, ownerLogin }: OwnedPricing): string {
  return joinId(pricingUid, ownerLogin);
}

/** The pair that an id stands for, with the pricing's name where one was given. */
function pairOf(id: string, known: Known<Inputs, State>): OwnedPricing {
  const [pricingUid = "", ownerLogin = ""] = splitId(id, "<pricing's uid>/<owner's login>");
  return { pricingUid, ownerLogin: keepSpelling(known.ownerLogin, ownerLogin), pricingName: known.pricingName };
}

/** Two creates for one owner at a time could not tell their licenses apart after a lost answer. */
function create(inputs: Inputs, context: CreateContext): Promise<{ id: string; state: State }> {
  const { ownerLogin } = inputs;
  const { client } = context;
  const id = idOf(inputs);
  return inTurn(foldLogin(ownerLogin), async () => {
    const pricings = await client.listPricingDetails();
    assertPricingNamed(inputs, pricings);
    const issued = issuedIn(pricings);
    const existing = licensesOfPair(client, inputs, issued);
    if (existing.length === 0) {
      return { id, state: await createMissing(id, inputs, [], issued, context) };
    }
    const keys = keysToTake(inputs, existing, keysOfUnfinished(client, inputs, issued, context.unfinished));
    const state = await createMissing(id, inputs, keys, issued, context);
    return { id, state: await withUsage(id, inputs, state, issued, context) };
  });
}

/** The keys to start from: what an earlier run of this create made, or with leave what was there before. */
function keysToTake(
  { pricingUid, ownerLogin, quantity, adopt: given }: Inputs,
  existing: readonly IssuedLicense[],
  made: readonly string[],
): readonly string[] {
  const id = idOf({ pricingUid, ownerLogin });
  const adopt = adoptOf(given, id);
  if (made.length > 0 && adopt !== true && adopt !== id) {
    return made;
  }
  assertAdoptable(adopt, { what: `${existing.length} license(s) of pricing ${pricingUid} for ${ownerLogin}`, id });
  return inOrderOfUse(existing, ownerLogin).slice(0, quantity);
}

/** The licenses that the owner relies on most come first. */
function inOrderOfUse(licenses: readonly IssuedLicense[], ownerLogin: string): string[] {
  const rank = ({ userLogin, isActive }: IssuedLicense): number =>
    (isSameLogin(userLogin, ownerLogin) ? 0 : 2) + (isActive ? 0 : 1);
  return licenses.toSorted((one, other) => rank(one) - rank(other)).map(({ key }) => key);
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
      const reason = error instanceof Error ? error.message : String(error);
      const message = `the licenses are there, but none could be assigned to their owner: ${reason}`;
      throw new IncompleteError(message, id, { ...state, assignUsage: false });
    }
  }
  return state;
}

async function read(id: string, known: Known<Inputs, State>, { client }: LicenseContext) {
  const pair = pairOf(id, known);
  const issued = await readIssued(client);
  const keys = await findOwnKeys(client, pair, known, issued);
  return keys.length > 0 ? observe(id, pair, keys, issued, known.assignUsage) : undefined;
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
  // Owners hand their licenses on as they like; it is drift only where one is free and its owner uses none at all.
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
  return inTurn(foldLogin(news.ownerLogin), async () => {
    const { client } = context;
    const issued = await listIssued(client);
    const known = await findOwnKeys(client, pairOf(id, news), olds, issued);
    // What an earlier run had added when it broke off counts towards the quantity.
    const added = keysOfUnfinished(client, news, issued, context.unfinished).filter((key) => !known.includes(key));
    const keys = [...known, ...added.slice(0, Math.max(0, news.quantity - known.length))];
    const state = await createMissing(id, news, keys, issued, context);
    // The first licenses came with usage; more of them are one that an owner without any can use.
    const hasGrown = keys.length > 0 && state.count > keys.length;
    if (!change.isChanged("assignUsage") && !hasGrown) {
      return state;
    }
    if (!news.assignUsage) {
      await releaseFromOwner(news, keys, issued, context);
    }
    return withUsage(id, news, state, issued, context);
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
  for (const _license of used) {
    try {
      await client.releaseLicense(pricingUid, ownerLogin);
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
  const { keys, keysBefore = [] } = known;
  await inTurn(foldLogin(pair.ownerLogin), async () => {
    const issued = await listIssued(context.client);
    learnName(context.client, pair, keys ?? [], issued);
    const { matching } = matchPricing(context.client, pair, ownedBy(pair.ownerLogin, issued));
    // After an import, or a create without an answer, the state does not name all that is its own.
    const unnamed = keys === undefined || known.keysBefore ? matching.map(({ key }) => key) : [];
    const own = [...(keys ?? []), ...unnamed.filter((key) => !keysBefore.includes(key))];
    await releaseFromOwner(pair, own, issued, context);
  });
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
  outputs: ["keys", "count", "activeCount", "keysBefore"],
  secretOutputs: ["keys", "keysBefore"],
  replaceOn: ["pricingUid", "ownerLogin"],
  // A change of pricing releases first: apifew lets nobody use two licenses of the application.
  createFirstOn: ["ownerLogin"],
  options: ["pricingName", "adopt"],
  isSame: { ownerLogin: isSameLogin },
  needsRepair: ({ keysBefore }) => keysBefore !== undefined,
  connect: (settings) => connectApifew(settings),
  create,
  read,
  update,
  delete: remove,
  list,
});

/** What the engine calls for a resource of this type. */
export const handler = createHandler(license);

/**
 * Licenses that a user owns. The quantity can grow and never shrink. Deleting the resource ends the owner's usage; the
 * license keys stay with their owner, since apifew documents no way to delete one.
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
