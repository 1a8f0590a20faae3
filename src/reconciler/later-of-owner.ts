import { type Kysely, sql } from "kysely";
import type { ControlPlaneConfig } from "../config/control-plane-config.ts";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../ledger/tenant.ts";

type OwnersConfig = Pick<ControlPlaneConfig, "clevercloud">;

/** Where tenants come from whose owners' logins at apifew are people's, so that two tenants may have the same one. */
export function ownerSharers({ clevercloud }: OwnersConfig): Tenant["source"][] {
  const hasOwnLogins = clevercloud !== undefined && clevercloud.ownerLogin !== "owner_email";
  return hasOwnLogins ? ["direct", "cloudflare-app"] : ["direct", "cloudflare-app", "clevercloud"];
}

/**
 * Ids of a shard's tenants whose owner has an earlier tenant that may have anything at the vendors: apifew lets a user use one
 * license of the app, and it is that one's.
 */
export async function listLaterOfOwner(
  db: Kysely<Tables>,
  shard: string,
  config: OwnersConfig,
): Promise<ReadonlySet<string>> {
  const sources = sql`any(${ownerSharers(config)}::text[])`;
  const { rows } = await sql<{ id: string }>`
    select later.id from tenants as later
    where later.shard = ${shard} and later.state <> 'removed' and later.source = ${sources} and exists (
      select from tenants as earlier
      where earlier.desired -> 'owner' is not null
        and earlier.desired -> 'owner' ->> 'login' = later.desired -> 'owner' ->> 'login'
        and earlier.source = ${sources}
        and (earlier.state <> 'removed' or earlier.observed_generation < earlier.generation)
        and (earlier.created_at, earlier.id) < (later.created_at, later.id))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
