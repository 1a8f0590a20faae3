import { randomInt } from "node:crypto";
import type { Kysely } from "kysely";
import type { Tables } from "../../src/core/db/tables.ts";
import type { Tenant } from "../../src/core/model/tenant.ts";

/** Inserts a converged tenant, as the ledger would, with the values that matter to the test. */
export async function addTenant(
  db: Kysely<Tables>,
  facts: Partial<Pick<Tenant, "source" | "externalId" | "state" | "plan">> & {
    readonly hostnames?: readonly string[];
    readonly ownerLogin?: string;
  } = {},
): Promise<string> {
  const { hostnames = [], ownerLogin, ...rest } = facts;
  const id = Array.from({ length: 26 }, () => String.fromCharCode(97 + randomInt(26))).join("");
  const at = new Date();
  const owner = ownerLogin === undefined ? {} : { owner: { login: ownerLogin } };
  const row = { id, source: "direct" as const, externalId: id, state: "active" as const, plan: "basic", ...rest };
  const json = {
    desired: JSON.stringify({ ...owner, members: [], hostnames: [], counters: {} }),
    marketplace: "{}",
    conditions: "[]",
  };
  const times = { createdAt: at, changedAt: at, removedAt: null };
  await db
    .insertInto("tenants")
    .values({ ...row, ...json, ...times, shard: "shard-00", generation: 1, observedGeneration: 1 })
    .execute();
  if (hostnames.length > 0) {
    await db
      .insertInto("hostnameClaims")
      .values(hostnames.map((hostname) => ({ hostname, tenantId: id })))
      .execute();
  }
  return id;
}
