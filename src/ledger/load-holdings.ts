import { sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import { type AuditHead, emptyHead } from "./audit-chain.ts";
import type { TenantKey } from "./change.ts";
import type { Tenant } from "./tenant.ts";
import type { Holdings } from "./working-set.ts";

/** What a batch of changes needs to know: the tenants of the keys, the claimants of the hostnames, the end of the audit log. */
export async function loadHoldings(
  transaction: Transaction<Tables>,
  keys: readonly TenantKey[],
  hostnames: readonly string[],
): Promise<Holdings> {
  const [tenants, head] = await Promise.all([loadTenants(transaction, keys), loadHead(transaction)]);
  const wantedBack = tenants
    .filter(({ state }) => state === "removed")
    .flatMap(({ desired }) => desired.hostnames.map(({ hostname }) => hostname));
  return { tenants, head, claimants: await loadClaimants(transaction, [...hostnames, ...wantedBack]) };
}

/** One statement, whose text is the same for every number of keys. */
async function loadTenants(transaction: Transaction<Tables>, keys: readonly TenantKey[]): Promise<Tenant[]> {
  const ids = keys.flatMap((key) => ("id" in key ? [key.id] : []));
  const external = keys.flatMap((key) => ("id" in key ? [] : [key]));
  const sources = external.map(({ source }) => source);
  const externalIds = external.map(({ externalId }) => externalId);
  const { rows } = await sql<Tenant>`
    select * from tenants where id = any(${ids}::text[])
    union all
    select tenants.* from tenants
    join (select distinct * from unnest(${sources}::text[], ${externalIds}::text[]) as pairs(source, external_id)) as keys
      using (source, external_id)`.execute(transaction);
  return rows;
}

export async function loadHead(transaction: Transaction<Tables>): Promise<AuditHead> {
  const last = await transaction
    .selectFrom("audit")
    .select(["seq", "hash"])
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return last ?? emptyHead;
}

async function loadClaimants(
  transaction: Transaction<Tables>,
  hostnames: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (hostnames.length === 0) {
    return new Map();
  }
  const claims = await transaction
    .selectFrom("hostnameClaims")
    .selectAll()
    .where("hostname", "=", sql<string>`any(${hostnames}::text[])`)
    .execute();
  return new Map(claims.map(({ hostname, tenantId }) => [hostname, tenantId]));
}
