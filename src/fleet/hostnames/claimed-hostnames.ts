import { type Kysely, type Selectable, sql } from "kysely";
import type { HostnameStatusTable } from "../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../core/db/tables.ts";
import { HostnameDetails } from "./hostname-details.ts";

/** A claimed hostname with its last observation, and the tenant that claims it. */
export type ClaimedHostname = Awaited<ReturnType<typeof listClaimedHostnames>>[number];

function claims(db: Kysely<Tables>) {
  return db
    .selectFrom("hostnameClaims")
    .innerJoin("tenants", "tenants.id", "hostnameClaims.tenantId")
    .leftJoin("hostnameStatus", "hostnameStatus.hostname", "hostnameClaims.hostname")
    .where("tenants.state", "<>", "removed");
}

function observedClaims(db: Kysely<Tables>) {
  return claims(db)
    .select([
      "hostnameClaims.hostname",
      "hostnameClaims.tenantId",
      "tenants.state",
      "tenants.generation",
      "tenants.observedGeneration",
      "hostnameStatus.cloudflareId",
      "hostnameStatus.status",
      "hostnameStatus.certificateStatus",
      "hostnameStatus.details",
    ])
    .orderBy("hostnameClaims.hostname");
}

/** Every claimed hostname of a tenant that is not removed. */
export async function listClaimedHostnames(db: Kysely<Tables>) {
  return observedClaims(db).execute();
}

/** The claims of these hostnames. */
export async function findClaimedHostnames(
  db: Kysely<Tables>,
  hostnames: readonly string[],
): Promise<ClaimedHostname[]> {
  return observedClaims(db).where("hostnameClaims.hostname", "=", sql<string>`any(${hostnames}::text[])`).execute();
}

/** The claimed hostnames that Cloudflare had when they were last observed. */
export async function listKnownHostnames(
  db: Kysely<Tables>,
): Promise<(ClaimedHostname & { readonly cloudflareId: string })[]> {
  const rows = await observedClaims(db).where("hostnameStatus.status", "<>", "gone").execute();
  return rows.flatMap(({ cloudflareId, ...row }) => (cloudflareId === null ? [] : [{ ...row, cloudflareId }]));
}

/**
 * The number of claimed hostnames that are not served yet, and the time of the latest observation of one of
 * them.
 */
export async function countPendingHostnames(
  db: Kysely<Tables>,
): Promise<{ readonly count: number; readonly observedAt: Date | null }> {
  return claims(db)
    .where((where) =>
      where.or([
        where("hostnameStatus.hostname", "is", null),
        where("hostnameStatus.status", "<>", "active"),
        where("hostnameStatus.certificateStatus", "is distinct from", "active"),
      ]),
    )
    .select((select) => [
      select.fn.countAll<number>().as("count"),
      select.fn.max<Date | null>("hostnameStatus.observedAt").as("observedAt"),
    ])
    .executeTakeFirstOrThrow();
}

export type HostnameStatus = Selectable<HostnameStatusTable>;

/** The last observations of the hostnames that these tenants claim, by hostname. */
export async function loadStatuses(
  db: Kysely<Tables>,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, HostnameStatus>> {
  if (tenantIds.length === 0) {
    return new Map();
  }
  const statuses = await db
    .selectFrom("hostnameStatus")
    .innerJoin("hostnameClaims", "hostnameClaims.hostname", "hostnameStatus.hostname")
    .selectAll("hostnameStatus")
    .where("hostnameClaims.tenantId", "=", sql<string>`any(${tenantIds}::text[])`)
    .execute();
  return new Map(statuses.map((status) => [status.hostname, status]));
}

/** A tenant's hostname claims, with the last observation and the last check that the customer requested. */
export function listDomainRows(db: Kysely<Tables>, tenantId: string) {
  return db
    .selectFrom("hostnameClaims")
    .leftJoin("hostnameStatus", "hostnameStatus.hostname", "hostnameClaims.hostname")
    .leftJoin("hostnameRechecks", "hostnameRechecks.hostname", "hostnameClaims.hostname")
    .where("hostnameClaims.tenantId", "=", tenantId)
    .select(["hostnameClaims.hostname", "status", "certificateStatus", "details", "firstSeenAt", "statusSince"])
    .select(["certificateSince", "observedAt", "requestedAt", "askedAt", "isFailed", "failure"])
    .execute();
}

/** The details of the last observation of a claimed hostname. */
export async function findHostnameDetails(db: Kysely<Tables>, hostname: string): Promise<HostnameDetails | undefined> {
  const row = await db
    .selectFrom("hostnameStatus")
    .innerJoin("hostnameClaims", "hostnameClaims.hostname", "hostnameStatus.hostname")
    .select("hostnameStatus.details")
    .where("hostnameStatus.hostname", "=", hostname)
    .executeTakeFirst();
  return row && HostnameDetails.parse(row.details);
}
