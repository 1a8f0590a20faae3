import { isDeepStrictEqual } from "node:util";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../model/tenant.ts";
import { inLedgerTransaction } from "./ledger-transaction.ts";
import { type ConditionReport, setCondition } from "./set-condition.ts";

/** What Cloudflare says of one hostname of a tenant. */
export interface HostnameObservation {
  readonly hostname: string;
  readonly cloudflareId: string;
  readonly status: string;
  readonly certificateStatus: string | null;
  /** Challenges, validation records and errors. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What was seen of one tenant at the vendors. */
export interface Observation {
  readonly tenantId: string;
  /** The generation of the desired state that it was seen for. */
  readonly generation: number;
  /** Whether the vendors hold all that this generation wants. */
  readonly isConverged: boolean;
  readonly conditions: readonly Omit<ConditionReport, "observedGeneration">[];
  /** Those that were looked at; what is known of the others stays. */
  readonly hostnames?: readonly HostnameObservation[];
  /** Hostnames that could be registered or changed (null), or could not, and why. */
  readonly hostnameFailures?: ReadonlyMap<string, string | null>;
}

/** Ids of the tenants whose observation counts, and of those that are unknown or were seen at a later generation already. */
export interface RecordedObservations {
  readonly recorded: readonly string[];
  readonly refused: readonly string[];
}

/** What else is done in the transaction of a recording; what it throws keeps everything as it was. */
export interface Alongside {
  before?(transaction: Transaction<Tables>): Promise<void>;
  after?(transaction: Transaction<Tables>): Promise<void>;
}

/** Writes what was seen of tenants, all of it or nothing. Desired state, generation and audit log stay as they are. */
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
      .selectAll()
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

/** The tenant with the observation taken in; undefined when more is known already. */
function observe(tenant: Tenant, { generation, isConverged, conditions }: Observation, now: Date): Tenant | undefined {
  if (generation > tenant.generation) {
    throw new Error(`tenant ${tenant.id} has not come to generation ${generation} yet, but to ${tenant.generation}`);
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

/** Writes how far tenants have come, and what is said of it. */
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

/** A hostname that has gone to another tenant meanwhile is left to that tenant's observations. */
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
