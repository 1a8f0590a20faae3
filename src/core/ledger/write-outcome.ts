import { sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { Outcome } from "./working-set.ts";

/**
 * Writes the outcome of a batch in one statement. Cloudflare's report about a hostname is deleted when its
 * claimant changes. Conditions are half of a tenant's data, and all new tenants of a batch have the same
 * ones. They are sent once, and each tenant refers to them by index.
 */
export async function writeOutcome(
  transaction: Transaction<Tables>,
  { tenants, claims, entries }: Pick<Outcome, "tenants" | "claims" | "entries">,
): Promise<void> {
  const released = claims.filter(({ tenantId }) => tenantId === undefined).map(({ hostname }) => hostname);
  const claimed = claims.filter(({ tenantId }) => tenantId !== undefined);
  const conditions = [...new Set(tenants.map((tenant) => tenant.conditions))];
  const places = new Map(conditions.map((list, place) => [list, place]));
  const rows = tenants.map((tenant) => ({ ...tenant, conditions: places.get(tenant.conditions) }));
  await sql`
    with stored as (
      insert into tenants (id, source, external_id, state, plan, desired, marketplace, generation, observed_generation,
        conditions, shard, created_at, changed_at, removed_at)
      select id, source, "externalId", state, plan, desired, marketplace, generation, "observedGeneration",
        ${JSON.stringify(conditions)}::jsonb -> conditions, shard, "createdAt", "changedAt", "removedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as tenant(
        id text, source text, "externalId" text, state text, plan text, desired jsonb, marketplace jsonb,
        generation integer, "observedGeneration" integer, conditions integer, shard text,
        "createdAt" timestamptz, "changedAt" timestamptz, "removedAt" timestamptz)
      on conflict (id) do update set state = excluded.state, plan = excluded.plan, desired = excluded.desired,
        marketplace = excluded.marketplace, generation = excluded.generation, conditions = excluded.conditions,
        changed_at = excluded.changed_at, removed_at = excluded.removed_at
    ), released as (
      delete from hostname_claims where hostname = any(${released}::text[])
    ), forgotten as (
      delete from hostname_status where hostname = any(${claims.map(({ hostname }) => hostname)}::text[])
    ), claimed as (
      insert into hostname_claims (hostname, tenant_id)
      select * from jsonb_to_recordset(${JSON.stringify(claimed)}::jsonb) as claim(hostname text, "tenantId" text)
      on conflict (hostname) do update set tenant_id = excluded.tenant_id, failure = null
    )
    insert into audit (seq, at, actor, action, tenant_id, detail, previous_hash, hash)
    select * from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as entry(
      seq bigint, at timestamptz, actor text, action text, "tenantId" text, detail jsonb, "previousHash" text, hash text)
  `.execute(transaction);
}
