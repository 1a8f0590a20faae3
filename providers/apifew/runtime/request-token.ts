import { createHash } from "node:crypto";

/** The header that a consumer sends ("token", step 2), as Node spells it. */
export const requestTokenHeader = "apifew-request-token";

/**
 * The token on apifew's page has 40 letters. Two headers arrive joined by a comma, and are rejected like any
 * other text.
 */
const tokenPattern = /^[\w.~+/=-]{8,200}$/;

/** Whether the text can be a token. */
export function isRequestToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Identifies a token in memory and events. The token itself is a secret until it is consumed. */
export function tokenIdOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
