import { createHash } from "node:crypto";

/** The header that a consumer sends ("token", step 2), as Node spells it. */
export const requestTokenHeader = "apifew-request-token";

/** The page's token has 40 letters; two headers come joined by a comma and are refused like any other text. */
const tokenPattern = /^[\w.~+/=-]{8,200}$/;

/** True of a text that may be a token. */
export function isRequestToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Identifies a token in memory and events. The token itself is a secret until it is consumed. */
export function tokenIdOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
