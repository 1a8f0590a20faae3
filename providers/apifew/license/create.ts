/** Creates the missing licenses of a quantity, and never creates one twice. */
import { type Context, IncompleteError, type Known, type MakingContext } from "../../define-resource.ts";
import type { ApifewClient } from "../client.ts";
import { ownedBy, ownerAsListed, usedBy, withKeys } from "../issued-index.ts";
import type { IssuedLicense } from "../issued-license.ts";
import { isSameLogin } from "../login.ts";
import { inOrderOfUse, licensesOfPair, listIssuedFor, newKeys } from "../own-licenses.ts";
import { matchPricing } from "../pricing-match.ts";
import { adoptOf } from "../resource-id.ts";
import type { LicenseInputs as Inputs, LicenseState as State } from "./inputs.ts";
import {
  createOnceAnswered,
  lookForKeys,
  type PendingLicenses,
  pendingLicensesOf,
  UnansweredError,
  undecidedFor,
} from "./pending.ts";

type LicenseContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;

/** The starting point of a create or update. */
export interface Start {
  /** Keys that certainly belong to the resource. */
  readonly keys: readonly string[];
  readonly issued: readonly IssuedLicense[];
  /** The last state, which may record a pending create of an earlier run. */
  readonly known: Known<Inputs, State>;
  /** Whether the resource may adopt existing licenses, if `adopt` allows it. */
  readonly adoptsExisting: boolean;
}

/** A resource's licenses. */
export interface Reached {
  readonly state: State;
  /** Keys that the resource had or adopted in this run; it created the others. */
  readonly kept: readonly string[];
  readonly issued: readonly IssuedLicense[];
  /** True if apifew reports that the create did not assign a license to the owner. */
  readonly isUnassigned: boolean;
}

/**
 * Whether the resource may adopt any license of its pricing and owner, or only those whose keys have these
 * endings.
 */
export function adoptableOf(
  id: string,
  inputs: Inputs,
): { readonly mayAdoptAny: boolean; readonly ends?: readonly string[] } {
  const adopt = adoptOf(inputs.adopt, id);
  const ends = endsInAdopt(adopt, id);
  return { mayAdoptAny: adopt === true || adopt === id || ends !== undefined, ...(ends ? { ends } : {}) };
}

/** Resolves a pending create of an earlier run, adopts its licenses, and creates the missing ones. */
export async function reachQuantity(
  id: string,
  inputs: Inputs,
  start: Start,
  context: CreateContext,
): Promise<Reached> {
  const { client, clock, pendingCreate } = context;
  const missing = inputs.quantity - start.keys.length;
  let { issued } = start;
  if (missing <= 0) {
    return { state: toState(start.keys, issued), kept: start.keys, issued, isUnassigned: false };
  }
  const pending = pendingLicensesOf(start.known, pendingCreate, missing);
  const claim = claimOf(id, inputs, start, pending, client);
  let found = claim.keysIn(issued);
  if (pending && !(claim.mayAdoptAny && found.length >= missing)) {
    const look = async () => {
      issued = await listIssuedFor(client, inputs.ownerLogin);
      return claim.keysIn(issued);
    };
    found = await lookForKeys(pending, undecidedFor(pending, clock.now()), { ...claim, look, clock });
  }
  if (pending && found.length > pending.count && !claim.mayAdoptAny) {
    throw unanswered(id, inputs, start.keys, issued, new UnansweredError(pending, "", found));
  }
  const kept = [...start.keys, ...found.slice(0, missing)];
  return { ...(await createMissing(id, inputs, kept, issued, context)), kept, issued };
}

/** The additional keys that the resource may adopt, in order of preference. */
function claimOf(
  id: string,
  inputs: Inputs,
  { keys, adoptsExisting }: Start,
  pending: PendingLicenses | undefined,
  client: ApifewClient,
) {
  const { mayAdoptAny, ends } = adoptableOf(id, inputs);
  const isOwn = (key: string) => keys.includes(key);
  const keysIn = (issued: readonly IssuedLicense[]): readonly string[] => {
    if (adoptsExisting && mayAdoptAny) {
      const all = inOrderOfUse(licensesOfPair(client, inputs, issued), inputs.ownerLogin).filter((key) => !isOwn(key));
      return ends ? keysWithEnds(ends, all) : all;
    }
    if (!pending) {
      return [];
    }
    const appeared = newKeys(client, inputs, issued, (key) => isOwn(key) || pending.isBefore(key), mayAdoptAny);
    return ends ? keysWithEnds(ends, appeared) : appeared;
  };
  return { mayAdoptAny, keysIn };
}

/**
 * Creates the licenses missing from `keys`. After a lost response it polls for new keys. If none appear in
 * time, a create that assigns a license is sent once more, since apifew refuses a second one to an owner who
 * uses a license. Nothing would stop a duplicate of one without assignment, so that one stays pending for a
 * later run.
 */
async function createMissing(
  id: string,
  inputs: Inputs,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
  { client, clock, recordPending }: CreateContext,
): Promise<{ readonly state: State; readonly isUnassigned: boolean }> {
  const { pricingUid, ownerLogin, quantity } = inputs;
  const missing = quantity - keys.length;
  if (missing <= 0) {
    return { state: toState(keys, issued), isUnassigned: false };
  }
  const before = new Set(ownedBy(ownerLogin, issued).map(({ key }) => key));
  const isBefore = (key: string) => before.has(key);
  const recorded = await recordPending([...before].filter((key) => !keys.includes(key)));
  // Only the first create may assign a license: apifew refuses it to an owner who already uses one.
  const noUsage = !inputs.assignUsage || keys.length > 0;
  const { mayAdoptAny } = adoptableOf(id, inputs);
  let isUnassigned = false;
  const created = await createOnceAnswered({
    create: async () => {
      const { keys: made, isAssigned } = await client.createLicenses(pricingUid, ownerLogin, {
        quantity: missing,
        noUsage,
      });
      isUnassigned = !noUsage && !isAssigned;
      return made;
    },
    look: async () => newKeys(client, inputs, await listIssuedFor(client, ownerLogin), isBefore, mayAdoptAny),
    onRefused: () => recorded.withdraw(),
    count: missing,
    isBefore,
    attemptsMax: noUsage ? 1 : 2,
    mayAdoptAny,
    clock,
  }).catch((error: unknown) => {
    throw error instanceof UnansweredError ? unanswered(id, inputs, keys, issued, error) : error;
  });
  const state = toState([...keys, ...created.slice(0, missing)], issued);
  if (state.count < quantity) {
    const message = `apifew created ${created.length} of ${missing} licenses of pricing ${pricingUid} for ${ownerLogin}`;
    throw new IncompleteError(message, id, state);
  }
  return { state, isUnassigned };
}

/** Records the pending create in the state for the next run. */
function unanswered(
  id: string,
  { pricingUid, ownerLogin }: Inputs,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
  { pending, ambiguous, message }: UnansweredError,
): IncompleteError<State> {
  const { count, since, isBefore } = pending;
  const keysBefore = ownedBy(ownerLogin, issued).flatMap(({ key }) => (isBefore(key) ? [key] : []));
  const state = { ...toState(keys, issued), keysBefore, pendingCount: count, pendingSince: since };
  const what = `${count} license${count === 1 ? "" : "s"} of pricing ${pricingUid} for ${ownerLogin}`;
  const text = ambiguous
    ? ambiguousText(id, what, count, ambiguous)
    : `${what} may have been created; the next run searches for them and creates only those still missing: ${message}`;
  return new IncompleteError(text, id, state);
}

function ambiguousText(id: string, what: string, count: number, keys: readonly string[]): string {
  const ends = endsOf(keys);
  return (
    `the response to the create of ${what} was lost, and ${keys.length} have appeared since; some of them may belong to another ` +
    `stack or person. Their keys end in ${ends.join(", ")}. Compare them with the keys that the others hold, then select ` +
    `this resource's licenses by their endings: adopt: "${id}#${ends.slice(0, count).join(",")}"; adopt: true adopts any of them`
  );
}

/**
 * Assigns one of the licenses to the owner, unless the owner already uses one of them. apifew refuses an
 * owner who uses another license of the application.
 */
export async function assignToOwner(
  { pricingUid, pricingName, ownerLogin }: Inputs,
  issued: readonly IssuedLicense[],
  { client }: LicenseContext,
): Promise<void> {
  const used = usedBy(ownerLogin, issued);
  const { matching, unclear } = matchPricing(client, { pricingUid, pricingName }, used);
  if (unclear.length === 0 && matching.every((license) => !isSameLogin(license.ownerLogin, ownerLogin))) {
    const owned = matchPricing(client, { pricingUid, pricingName }, ownedBy(ownerLogin, issued)).matching;
    await client.assignLicense(pricingUid, ownerAsListed(ownerLogin, owned), ownerLogin);
  }
}

/** The outputs for these keys. A license too new to be listed counts as active. */
export function toState(keys: readonly string[], issued: readonly IssuedLicense[]): State {
  const inactive = new Set(withKeys(keys, issued).flatMap(({ key, isActive }) => (isActive ? [] : [key])));
  return { keys, count: keys.length, activeCount: keys.filter((key) => !inactive.has(key)).length };
}

/** License keys are secret; people compare them by their last characters. */
const endLengthMin = 4;

/** Key endings that are distinct: four characters, or more if needed. */
export function endsOf(keys: readonly string[]): string[] {
  for (let length = endLengthMin; length < 12; length += 1) {
    const ends = keys.map((key) => key.slice(-length));
    if (new Set(ends).size === keys.length) {
      return ends;
    }
  }
  return keys.map((key) => key.slice(-endLengthMin));
}

/** The key endings in `adopt: "<id>#1a2b,3c4d"`, which select the licenses that the resource may adopt. */
export function endsInAdopt(adopt: unknown, id: string): readonly string[] | undefined {
  const match = typeof adopt === "string" ? /^(.*)#([0-9a-z]{4,11}(?:,[0-9a-z]{4,11})*)$/i.exec(adopt) : null;
  return match?.[1]?.toLowerCase() === id.toLowerCase() ? match[2]?.toLowerCase().split(",") : undefined;
}

/** The keys with these endings. Throws if an ending matches no key or several. */
export function keysWithEnds(ends: readonly string[], keys: readonly string[]): readonly string[] {
  return ends.map((end) => {
    const [key, another] = keys.filter((one) => one.toLowerCase().endsWith(end));
    if (key === undefined || another !== undefined) {
      const which = key === undefined ? "none" : "more than one";
      throw new Error(`adopt selects a key that ends in ${end}, but ${which} of ${endsOf(keys).join(", ")} does`);
    }
    return key;
  });
}
