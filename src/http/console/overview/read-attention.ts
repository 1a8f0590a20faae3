import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import { failing } from "../../../core/ledger/list-tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";

/** A tenant that has not converged. */
export interface Straggler {
  readonly tenant: Tenant;
  /** Consecutive failures and the next retry; null if it has not failed since its last change. */
  readonly failures: number | null;
  readonly retryAt: Date | null;
}

/** Tenants that have not converged: those with the most failures, or those waiting longest. */
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
