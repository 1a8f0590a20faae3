import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";

/** A claimed hostname with its last observation, and the tenant that claims it. */
export type ClaimedHostname = Awaited<ReturnType<typeof listClaimedHostnames>>[number];

function claims(db: Kysely<Tables>) {
  return db
    .selectFrom("hostnameClaims")
    .innerJoin("tenants", "tenants.id", "hostnameClaims.tenantId")
    .leftJoin("hostnameStatus", "hostnameStatus.hostname", "hostnameClaims.hostname")
    .where("tenants.state", "<>", "removed");
}

/** Every claimed hostname of a tenant that is not removed. */
export async function listClaimedHostnames(db: Kysely<Tables>) {
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
    .orderBy("hostnameClaims.hostname")
    .execute();
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
