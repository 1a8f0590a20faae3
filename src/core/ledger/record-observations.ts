import { isDeepStrictEqual } from "node:util";
import { type Kysely, sql, type Transaction } from "kysely";
import { tenantColumns } from "../db/tables/tenant-tables.ts";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../model/tenant.ts";
import { inLedgerTransaction } from "./ledger-transaction.ts";
import { type ConditionReport, setCondition } from "./set-condition.ts";

/** Cloudflare's report about one hostname of a tenant. */
export interface HostnameObservation {
  readonly hostname: string;
  readonly cloudflareId: string;
  readonly status: string;
  readonly certificateStatus: string | null;
  /** Challenges, validation records and errors. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** The observed state of one tenant at the vendors. */
export interface Observation {
  readonly tenantId: string;
  /** The generation of the desired state at the observation. */
  readonly generation: number;
  /** Whether the vendors match this generation. */
  readonly isConverged: boolean;
  readonly conditions: readonly Omit<ConditionReport, "observedGeneration">[];
  /** The observed hostnames. The others keep their status. */
  readonly hostnames?: readonly HostnameObservation[];
  /** Results of registering or changing hostnames: null for success, otherwise the reason of the failure. */
  readonly hostnameFailures?: ReadonlyMap<string, string | null>;
}

/** Ids of the tenants whose observation was recorded, and of unknown or already further observed tenants. */
export interface RecordedObservations {
  readonly recorded: readonly string[];
  readonly refused: readonly string[];
}

/** Further work in the same transaction. If it throws, the transaction is rolled back. */
export interface Alongside {
  before?(transaction: Transaction<Tables>): Promise<void>;
  after?(transaction: Transaction<Tables>): Promise<void>;
}

/**
 * Records observations of tenants in one transaction. Desired state, generation and audit log do not change.
 */
export async function recordObservations(
  db: Kysely<Tables>,
  observations: readonly Observation[],
  now: Date,
  alongside: Alongside = {},
): Promise<RecordedObservations> {
  return inLedgerTransaction(db, async (transaction) => {
    await alongside.before?.(transaction);
    const ids = observations.map(({ tenantId }) => tenantId);
    const tenants = await transaction
      .selectFrom("tenants")
      .select(tenantColumns)
      .where("id", "=", sql<string>`any(${ids}::text[])`)
      .execute();
    const before = new Map(tenants.map((tenant) => [tenant.id, tenant]));
    const after = new Map(before);
    const accepted = observations.filter((observation) => {
      const tenant = after.get(observation.tenantId);
      const next = tenant && observe(tenant, observation, now);
      if (next !== undefined) {
        after.set(next.id, next);
      }
      return next !== undefined;
    });
    const changed = [...after.values()].filter((tenant) => !isDeepStrictEqual(tenant, before.get(tenant.id)));
    await writeProgress(transaction, changed);
    await writeHostnames(transaction, accepted, now);
    await writeFailures(transaction, accepted);
    await alongside.after?.(transaction);
    const recorded = new Set(accepted.map(({ tenantId }) => tenantId));
    return { recorded: [...recorded], refused: ids.filter((id) => !recorded.has(id)) };
  });
}

/** The tenant with the observation applied; undefined if a later generation was already observed. */
function observe(tenant: Tenant, { generation, isConverged, conditions }: Observation, now: Date): Tenant | undefined {
  if (generation > tenant.generation) {
    throw new Error(
      `tenant ${tenant.id} is at generation ${tenant.generation}, which is older than the observed generation ${generation}`,
    );
  }
  if (generation < tenant.observedGeneration) {
    return undefined;
  }
  return {
    ...tenant,
    observedGeneration: isConverged ? generation : tenant.observedGeneration,
    conditions: conditions.reduce(
      (all, report) => setCondition(all, { ...report, observedGeneration: generation }, now),
      tenant.conditions,
    ),
  };
}

/** Writes the observed generation and conditions of tenants. */
export async function writeProgress(transaction: Transaction<Tables>, tenants: readonly Tenant[]): Promise<void> {
  if (tenants.length === 0) {
    return;
  }
  const rows = tenants.map(({ id, observedGeneration, conditions }) => ({ id, observedGeneration, conditions }));
  await sql`
    update tenants set observed_generation = seen."observedGeneration", conditions = seen.conditions
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as seen(
      id text, "observedGeneration" integer, conditions jsonb)
    where tenants.id = seen.id`.execute(transaction);
}

/** A hostname that another tenant claims by now is skipped. */
async function writeHostnames(
  transaction: Transaction<Tables>,
  observations: readonly Observation[],
  now: Date,
): Promise<void> {
  const seen = observations.flatMap(({ tenantId, hostnames = [] }) =>
    hostnames.map((hostname) => ({ tenantId, ...hostname })),
  );
  if (seen.length === 0) {
    return;
  }
  await sql`
    insert into hostname_status (hostname, cloudflare_id, status, certificate_status, details, observed_at, first_seen_at,
      status_since, certificate_since)
    select hostname, seen."cloudflareId", seen.status, seen."certificateStatus", seen.details, ${now}, ${now}, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as seen("tenantId" text,
      hostname text, "cloudflareId" text, status text, "certificateStatus" text, details jsonb)
    join hostname_claims using (hostname)
    where hostname_claims.tenant_id = seen."tenantId"
    on conflict (hostname) do update set cloudflare_id = excluded.cloudflare_id, status = excluded.status,
      certificate_status = excluded.certificate_status, details = excluded.details, observed_at = excluded.observed_at,
      first_seen_at = case when hostname_status.cloudflare_id = excluded.cloudflare_id
        then hostname_status.first_seen_at else excluded.first_seen_at end,
      status_since = case when hostname_status.status = excluded.status
        then hostname_status.status_since else excluded.status_since end,
      certificate_since = case when hostname_status.certificate_status is not distinct from excluded.certificate_status
        then hostname_status.certificate_since else excluded.certificate_since end
  `.execute(transaction);
}

async function writeFailures(transaction: Transaction<Tables>, observations: readonly Observation[]): Promise<void> {
  const rows = observations.flatMap(({ tenantId, hostnameFailures = new Map<string, string | null>() }) =>
    [...hostnameFailures].map(([hostname, failure]) => ({ tenantId, hostname, failure })),
  );
  if (rows.length === 0) {
    return;
  }
  await sql`
    update hostname_claims set failure = seen.failure
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as seen("tenantId" text, hostname text, failure text)
    where hostname_claims.hostname = seen.hostname and hostname_claims.tenant_id = seen."tenantId"
      and hostname_claims.failure is distinct from seen.failure`.execute(transaction);
}
