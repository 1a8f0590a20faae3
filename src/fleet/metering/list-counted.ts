import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { type TermsBySource, tenantIdPlaceholder } from "../../core/ledger/source-terms.ts";

/** A user whose counters are read, and the tenant that is billed for them. */
export interface CountedUser {
  /** In the spelling used in calls to apifew. */
  readonly login: string;
  readonly tenantId: string;
  /** The pricing of the license in use; null until a run has recorded one. */
  readonly pricingUid: string | null;
  /** All tenants of this owner. */
  readonly tenantIds: readonly string[];
}

/**
 * Lists the owners whose counters are read, each once. A counter belongs to the one license that a user uses,
 * so it is billed to the tenant of that license (src/fleet/reconciler/license-uses). Until a run has recorded
 * that tenant, it is the owner's earliest one.
 */
export async function listCounted(
  db: Kysely<Tables>,
  terms: TermsBySource,
  only?: readonly string[],
): Promise<CountedUser[]> {
  const { rows } = await sql<{ id: string; login: string; holder: string | null; pricing: string | null }>`
    with owned as (
      select id, state, created_at, ${ownerLogin(terms)} as owner, lower(${ownerLogin(terms)} collate "C") as folded
      from tenants)
    select owned.id, coalesce(spelling, owner) as login,
      license_uses.tenant_id as holder, license_uses.pricing_uid as pricing
    from owned
    left join license_uses on license_uses.login = folded and license_uses.is_granted
    left join login_spellings on login_spellings.login = folded
    where owner is not null and (state <> 'removed' or license_uses.tenant_id = owned.id)
    order by created_at, owned.id`.execute(db);
  const users = [...Map.groupBy(rows, ({ login }) => foldLogin(login)).values()].flatMap((tenants) => {
    const [first] = tenants;
    if (first === undefined) {
      return [];
    }
    const { login, id, holder, pricing: pricingUid } = first;
    return [{ login, pricingUid, tenantId: holder ?? id, tenantIds: tenants.map((tenant) => tenant.id) }];
  });
  return only ? users.filter(({ tenantId }) => only.includes(tenantId)) : users;
}

/**
 * The login of a tenant's owner at apifew. If the marketplace derives it from the tenant's id, that applies
 * to all of its tenants, even to those ordered under an earlier configuration.
 */
function ownerLogin(terms: TermsBySource): RawBuilder<string> {
  const ownerOf = sql<string>`desired -> 'owner' ->> 'login'`;
  const patterns = Object.entries(terms).flatMap(([source, { ownerLogin: pattern }]) =>
    pattern === undefined ? [] : [sql`when ${source} then replace(${pattern}, ${tenantIdPlaceholder}, id)`],
  );
  return patterns.length === 0 ? ownerOf : sql<string>`case source ${sql.join(patterns, sql` `)} else ${ownerOf} end`;
}
