import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";

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
export async function listCounted(db: Kysely<Tables>, only?: readonly string[]): Promise<CountedUser[]> {
  const { rows } = await sql<{ id: string; login: string; holder: string | null; pricing: string | null }>`
    select tenants.id, coalesce(spelling, desired -> 'owner' ->> 'login') as login,
      license_uses.tenant_id as holder, license_uses.pricing_uid as pricing
    from tenants
    left join license_uses
      on license_uses.login = lower((desired -> 'owner' ->> 'login') collate "C") and license_uses.is_granted
    left join login_spellings on login_spellings.login = lower((desired -> 'owner' ->> 'login') collate "C")
    where desired -> 'owner' ->> 'login' is not null and (state <> 'removed' or license_uses.tenant_id = tenants.id)
    order by created_at, tenants.id`.execute(db);
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
