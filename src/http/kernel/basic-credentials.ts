import type { Context } from "hono";
import { auth } from "hono/utils/basic-auth";
import { secretMatcher } from "./is-same-secret.ts";

interface Account {
  readonly user: string;
  readonly password: string;
}

/** Recognizes requests that carry the Basic credentials of one of the accounts. */
export function basicMatcher(accounts: readonly Account[]): (c: Context) => boolean {
  const matches = secretMatcher(accounts.map(({ user, password }) => accountText(user, password)));
  return (c) => {
    const given = auth(c.req.raw);
    return matches(given === undefined ? "" : accountText(given.username, given.password));
  };
}

/** The Authorization header of an account. */
export function basicAuthorization({ user, password }: Account): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

const accountText = (user: string, password: string) => JSON.stringify([user, password]);
