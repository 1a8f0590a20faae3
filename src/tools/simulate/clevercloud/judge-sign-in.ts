import type { Answer } from "../caller.ts";
import { expectThat, skip } from "../check.ts";
import { describe, expectRefusal } from "../judge-answer.ts";
import type { Addon, ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { isSignedIn } from "./is-signed-in.ts";

export function expectSignedIn(answer: Answer, what: string): void {
  expectThat(isSignedIn(answer), `${what} has to sign in, and was answered ${describe(answer)}`);
}

/** A redirect is no refusal: it does not show whether a session was opened. */
export function expectTurnedAway(answer: Answer, what: string): void {
  expectThat(!isSignedIn(answer), `${what} signed in: it was answered ${answer.status}`);
  expectRefusal(answer, what);
}

/**
 * The shared add-on, once a good form has opened a session of it: a refusal says nothing where nothing is ever accepted,
 * and a provider that knows both proofs may refuse bare tokens only after its first signature.
 */
export async function provenAddon(market: ClevercloudMarketplace): Promise<Addon> {
  market.signIn();
  const addon = await market.sharedAddon();
  if (!(await market.canSignIn())) {
    skip("says nothing where a good form does not sign in");
  }
  return addon;
}
