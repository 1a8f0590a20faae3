import { hash, randomBytes } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { LRUCache } from "lru-cache";
import { secretMatcher } from "./is-same-secret.ts";

interface Account {
  readonly realm: string;
  readonly user: string;
  /** Several while a password is being rotated. */
  readonly passwords: readonly string[];
}

/**
 * Maximum number of accepted Authorization headers to remember per account, least recently used first out; a
 * marketplace sends one.
 */
const acceptedMax = 10;

/**
 * Requires the account's Basic credentials before any other check. An accepted header is recognized by its
 * digest, which takes a quarter of the time and reveals no more.
 */
export function requireBasic({ realm, user, passwords }: Account): MiddlewareHandler {
  const matchesUser = secretMatcher([user]);
  const matchesPassword = secretMatcher(passwords);
  const accepted = new LRUCache<string, true>({ max: acceptedMax });
  const salt = randomBytes(32).toString("base64");
  const digestOf = (c: Context) => hash("sha256", `${salt}${c.req.header("Authorization")}`, "base64");
  const verify = basicAuth({
    realm,
    verifyUser: (givenUser, givenPassword, c) => {
      const isUser = matchesUser(givenUser);
      const isPassword = matchesPassword(givenPassword);
      const isAccepted = isUser && isPassword;
      if (isAccepted) {
        accepted.set(digestOf(c), true);
      }
      return isAccepted;
    },
  });
  return (c, next) => (accepted.get(digestOf(c)) ? next() : verify(c, next));
}
