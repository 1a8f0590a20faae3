/** From the licenses that are there to the number that is asked for, without ever making one twice. */
import { type Context, IncompleteError, type MakingContext } from "../define-resource.ts";
import { isOutcomeUnknown } from "../http/vendor-error.ts";
import type { UnfinishedIntent } from "../intent.ts";
import type { ApifewClient } from "./client.ts";
import { ownedBy, usedBy, withKeys } from "./issued-index.ts";
import type { IssuedLicense } from "./issued-license.ts";
import { createOrKeep } from "./keep-unanswered.ts";
import type { LicenseInputs as Inputs, LicenseState as State } from "./license-inputs.ts";
import { listIssued, newKeys, type OwnedPricing } from "./own-licenses.ts";

type LicenseContext = Context<ApifewClient>;
type CreateContext = MakingContext<ApifewClient>;

/** Keys of what an earlier run made before it broke off: those that its intent did not mark as there before. */
export function keysOfUnfinished(
  client: ApifewClient,
  pair: OwnedPricing,
  issued: readonly IssuedLicense[],
  unfinished: UnfinishedIntent | undefined,
): readonly string[] {
  if (!unfinished) {
    return [];
  }
  const keys = ownedBy(pair.ownerLogin, issued).map(({ key }) => key);
  return newKeys(
    client,
    pair,
    issued,
    keys.filter((key) => unfinished.isMarked(key)),
  );
}

/**
 * Creates what `keys` lack of the quantity. After a lost answer it lists again: keys that were not there before are its
 * own, and only the number that is still missing is created.
 */
export async function createMissing(
  id: string,
  inputs: Inputs,
  keys: readonly string[],
  issued: readonly IssuedLicense[],
  { client, clock, intend }: CreateContext,
): Promise<State> {
  const { pricingUid, ownerLogin, quantity } = inputs;
  const missing = quantity - keys.length;
  if (missing <= 0) {
    return toState(keys, issued);
  }
  const keysBefore = ownedBy(ownerLogin, issued).map(({ key }) => key);
  let made: readonly string[] = [];
  // Only the first create may give the owner usage: apifew refuses it to whoever uses a license already.
  let noUsage = !inputs.assignUsage || keys.length > 0;
  const created = await createOrKeep<readonly string[], State>({
    create: async () => {
      const rest = { quantity: missing - made.length, noUsage };
      try {
        return [...made, ...(await client.createLicenses(pricingUid, ownerLogin, rest))];
      } catch (error) {
        if (made.length === 0 || isOutcomeUnknown(error)) {
          throw error;
        }
        // Some came of the first call; that the rest was refused must not lose them.
        return made;
      }
    },
    find: async () => {
      const now = await listIssued(client);
      made = newKeys(client, inputs, now, keysBefore);
      noUsage ||= usedBy(ownerLogin, now).length > 0;
      return made.length >= missing ? made : undefined;
    },
    clock,
    intend: () => intend(keysBefore.filter((key) => !keys.includes(key))),
    keep: (reason) =>
      new IncompleteError(
        `licenses of pricing ${pricingUid} for ${ownerLogin} may have been created, the next run looks for them: ${reason}`,
        id,
        { ...toState([...keys, ...made], issued), keysBefore },
      ),
  });
  const state = toState([...keys, ...created], issued);
  if (state.count < quantity) {
    throw new IncompleteError(
      `apifew created ${created.length} of ${missing} licenses of pricing ${pricingUid} for ${ownerLogin}`,
      id,
      state,
    );
  }
  return state;
}

/** Lets the owner use one of the licenses, unless the owner uses one of the application already. */
export async function assignToOwner(
  { pricingUid, ownerLogin }: Inputs,
  issued: readonly IssuedLicense[],
  { client }: LicenseContext,
): Promise<void> {
  if (usedBy(ownerLogin, issued).length === 0) {
    await client.assignLicense(pricingUid, ownerLogin, ownerLogin);
  }
}

/** What the resource yields of these keys; a license that is too new to be listed is taken for active. */
export function toState(keys: readonly string[], issued: readonly IssuedLicense[]): State {
  const inactive = new Set(withKeys(keys, issued).flatMap(({ key, isActive }) => (isActive ? [] : [key])));
  return { keys, count: keys.length, activeCount: keys.filter((key) => !inactive.has(key)).length };
}
