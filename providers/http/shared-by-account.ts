import { createHash } from "node:crypto";

/**
 * One thing for each account in a process, such as a client or a budget, that all resources of the account share. The
 * account is kept as a hash, since its credentials are part of it.
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
