import { createHash } from "node:crypto";

/**
 * One instance per account in a process, such as a client or a rate limiter, shared by all resources of the
 * account. The key is a hash, since it includes the credentials.
 */
export function sharedByAccount<Thing>(): (account: readonly string[], make: () => Thing) => Thing {
  const things = new Map<string, Thing>();
  return (account, make) => {
    const key = createHash("sha256").update(JSON.stringify(account)).digest("hex");
    const existing = things.get(key);
    if (existing !== undefined) {
      return existing;
    }
    const thing = make();
    things.set(key, thing);
    return thing;
  };
}
