import type { Selectable } from "kysely";
import type { AttemptTable } from "../../../core/db/tables/shard-tables.ts";
import type { HostnameStatusTable } from "../../../core/db/tables/tenant-tables.ts";
import { findTenant } from "../../../core/ledger/find-tenant.ts";
import { billedSources } from "../../../core/ledger/source-terms.ts";
import type { LicenseOutput } from "../../../core/model/license-output.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { listUnbilled, type UnbilledUsage } from "../../../fleet/metering/list-unbilled.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";

/** A tenant with its observed state. */
export interface TenantFacts {
  readonly tenant: Tenant;
  /** The last observed state at Cloudflare, by hostname. */
  readonly hostnames: ReadonlyMap<string, Selectable<HostnameStatusTable>>;
  readonly licenses: readonly LicenseOutput[];
  /** Its failures at the current generation. */
  readonly attempt: Selectable<AttemptTable> | undefined;
  /** The shard that its resources are moving to. */
  readonly movesTo: string | undefined;
  readonly unbilled: readonly UnbilledUsage[];
}

/** The tenant with this id and its observed state; throws a problem 404 if it does not exist. */
export async function readTenant(
  { db, terms }: Pick<ServiceContext, "db" | "terms">,
  id: string,
): Promise<TenantFacts> {
  const tenant = await findTenant(db, { id });
  if (tenant === undefined) {
    throw new HttpError(404, { detail: "There is no tenant with this id." });
  }
  const [hostnames, outputs, attempt, move, unbilled] = await Promise.all([
    db
      .selectFrom("hostnameStatus")
      .innerJoin("hostnameClaims", "hostnameClaims.hostname", "hostnameStatus.hostname")
      .selectAll("hostnameStatus")
      .where("hostnameClaims.tenantId", "=", id)
      .execute(),
    db.selectFrom("tenantOutputs").select("licenses").where("tenantId", "=", id).executeTakeFirst(),
    db
      .selectFrom("attempts")
      .selectAll()
      .where("tenantId", "=", id)
      .where("generation", "=", tenant.generation)
      .executeTakeFirst(),
    db.selectFrom("moves").select("toShard").where("tenantId", "=", id).executeTakeFirst(),
    listUnbilled(db, { sources: billedSources(terms), tenantId: id }),
  ]);
  const byName = new Map(hostnames.map((status) => [status.hostname, status]));
  return { tenant, hostnames: byName, licenses: outputs?.licenses ?? [], attempt, movesTo: move?.toShard, unbilled };
}
