import { type RawBuilder, sql, type Transaction } from "kysely";
import { tenantColumns } from "../db/tables/tenant-tables.ts";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../model/tenant.ts";
import { type AuditHead, emptyHead } from "./audit-chain.ts";
import type { TenantKey } from "./change.ts";
import type { Holdings } from "./working-set.ts";

interface Loaded {
  readonly holdings: Holdings;
  /** The shards that have a job that no worker has taken yet. */
  readonly waitingShards: readonly string[];
}

/** Loads what a batch of changes needs: tenants by key, claimants of hostnames, the end of the audit log. */
export async function loadHoldings(
  transaction: Transaction<Tables>,
  keys: readonly TenantKey[],
  hostnames: readonly string[],
  waitingShards: RawBuilder<string[]>,
): Promise<Loaded> {
  const { tenants, head, waiting } = await loadTenants(transaction, keys, waitingShards);
  const wantedBack = tenants
    .filter(({ state }) => state === "removed")
    .flatMap(({ desired }) => desired.hostnames.map(({ hostname }) => hostname));
  const claimants = await loadClaimants(transaction, [...hostnames, ...wantedBack]);
  return { holdings: { tenants, head, claimants }, waitingShards: waiting };
}

/**
 * Every row repeats the columns of the log and the queue. A tenant's columns are null if no tenant matched.
 */
type LoadedRow = { seq: number | null; hash: string | null; waiting: string[] } & (Tenant | { id: null });

const columns = sql.join(tenantColumns.map((column) => sql.ref(column)));

/**
 * One statement, because each round trip makes all other writers wait. A key belongs to one tenant; the limit
 * lets the server read only that row.
 */
async function loadTenants(
  transaction: Transaction<Tables>,
  keys: readonly TenantKey[],
  waitingShards: RawBuilder<string[]>,
): Promise<{ tenants: Tenant[]; head: AuditHead; waiting: string[] }> {
  const ids = keys.flatMap((key) => ("id" in key ? [key.id] : []));
  const external = keys.flatMap((key) => ("id" in key ? [] : [key]));
  const sources = external.map(({ source }) => source);
  const externalIds = external.map(({ externalId }) => externalId);
  const { rows } = await sql<LoadedRow>`
    select around.*, found.*
    from (select ${waitingShards} as waiting) as queue
    left join (select seq, hash from audit order by seq desc limit 1) as last on true
    cross join lateral (select last.seq, last.hash, queue.waiting) as around
    left join (
      select ${columns} from tenants where id = any(${ids}::text[])
      union all
      select tenant.*
      from (select distinct * from unnest(${sources}::text[], ${externalIds}::text[]) as pairs(source, external_id)) as keys
      cross join lateral (
        select ${columns} from tenants
        where tenants.source = keys.source and tenants.external_id = keys.external_id limit 1
      ) as tenant
    ) as found on true`.execute(transaction);
  const tenants = rows.flatMap(({ seq, hash, waiting, ...row }) => (row.id === null ? [] : [row]));
  const first = rows[0];
  const head =
    first === undefined || first.seq === null || first.hash === null ? emptyHead : { seq: first.seq, hash: first.hash };
  return { tenants, head, waiting: first?.waiting ?? [] };
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
