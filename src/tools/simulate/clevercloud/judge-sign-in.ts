import type { Answer } from "../caller.ts";
import { expectThat, skip } from "../check.ts";
import { describe, expectRefusal } from "../judge-answer.ts";
import type { Addon, ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { isSignedIn } from "./is-signed-in.ts";

export function expectSignedIn(answer: Answer, what: string): void {
  expectThat(isSignedIn(answer), `${what} must sign in, but was answered ${describe(answer)}`);
}

/** Asserts a refusal. A redirect is not one, because it does not show whether a session was opened. */
export function expectTurnedAway(answer: Answer, what: string): void {
  expectThat(!isSignedIn(answer), `${what} signed in: it was answered ${answer.status}`);
  expectRefusal(answer, what);
}

/**
 * The shared add-on, after a valid form has opened a session of it. Without that, a refusal proves nothing: a
 * provider that supports both proofs may refuse bare tokens only after its first signature.
 */
export async function provenAddon(market: ClevercloudMarketplace): Promise<Addon> {
  market.signIn();
  const addon = await market.sharedAddon();
  if (!(await market.canSignIn())) {
    skip("proves nothing, because a valid form does not sign in");
  }
  return addon;
}
