import type { MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { secretMatcher } from "./is-same-secret.ts";

interface Account {
  readonly realm: string;
  readonly user: string;
  /** More than one while a password is being rotated. */
  readonly passwords: readonly string[];
}

/** Refuses whoever has not the account's Basic credentials, before anything else is looked at. */
export function requireBasic({ realm, user, passwords }: Account): MiddlewareHandler {
  const matchesUser = secretMatcher([user]);
  const matchesPassword = secretMatcher(passwords);
  return basicAuth({
    realm,
    verifyUser: (givenUser, givenPassword) => {
      const isUser = matchesUser(givenUser);
      const isPassword = matchesPassword(givenPassword);
      return isUser && isPassword;
    },
  });
}
