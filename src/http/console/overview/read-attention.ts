import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { failing } from "../../../core/ledger/list-tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** A tenant that is not what it should be yet. */
export interface Straggler {
  readonly tenant: Tenant;
  /** Failures in a row, and when it is tried again; null for one that has not failed since it was changed. */
  readonly failures: number | null;
  readonly retryAt: Date | null;
}

/** Of tenants that are not what they should be: those that failed most often, or those that wait longest. */
export async function listStragglers(
  db: Kysely<Tables>,
  order: "failing" | "oldest",
  limit: number,
): Promise<Straggler[]> {
  const stragglers = db
    .selectFrom("tenants")
    .leftJoin("attempts", (join) =>
      join.onRef("attempts.tenantId", "=", "tenants.id").onRef("attempts.generation", "=", "tenants.generation"),
    )
    .selectAll("tenants")
    .select(["attempts.failures", "attempts.retryAt"])
    .where("tenants.observedGeneration", "<", sql.ref<number>("tenants.generation"))
    .limit(limit);
  const ordered =
    order === "oldest"
      ? stragglers.orderBy("tenants.changedAt").orderBy("tenants.id")
      : stragglers.where(failing).orderBy("attempts.failures", "desc").orderBy("tenants.id");
  const rows = await ordered.execute();
  return rows.map(({ failures, retryAt, ...tenant }) => ({ tenant, failures, retryAt }));
}
