import { type Kysely, sql } from "kysely";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { EarlierRuns } from "./split-run.ts";

/** The records of the tenants' earlier runs, by tenant id. */
export async function loadEarlierRuns(
  db: Kysely<Tables>,
  tenants: readonly Tenant[],
): Promise<ReadonlyMap<string, EarlierRuns>> {
  const rows = await db
    .selectFrom("declarations")
    .leftJoin("attempts", "attempts.tenantId", "declarations.tenantId")
    .select(["declarations.tenantId", "isInState", "isStateStale", "unfinished", "failures"])
    .where("declarations.tenantId", "=", sql<string>`any(${tenants.map(({ id }) => id)}::text[])`)
    .execute();
  return new Map(
    rows.map(({ tenantId, isInState, isStateStale, unfinished, failures }) => [
      tenantId,
      {
        isInState,
        isStateStale,
        unfinished: unfinished === null ? undefined : TenantDeclaration.parse(unfinished),
        failures: failures ?? 0,
      },
    ]),
  );
}

/** The hostnames among these that other tenants claim now. */
export async function loadClaimedByOthers(
  db: Kysely<Tables>,
  declarations: readonly TenantDeclaration[],
): Promise<ReadonlySet<string>> {
  const claims = declarations.flatMap(({ id, hostnames }) => hostnames.map(({ hostname }) => ({ id, hostname })));
  const { rows } = await sql<{ hostname: string }>`
    select hostname_claims.hostname
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb) as interrupted(id text, hostname text)
    join hostname_claims on hostname_claims.hostname = interrupted.hostname and hostname_claims.tenant_id <> interrupted.id`.execute(
    db,
  );
  return new Set(rows.map(({ hostname }) => hostname));
}
