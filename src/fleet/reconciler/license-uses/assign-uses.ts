import { sql, type Transaction } from "kysely";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { mayHaveLogin } from "../../../core/ledger/tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { ReconcileQueue } from "../../../core/queue/reconcile-queue.ts";
import { type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";
import { decideUses, type UseHolder } from "./decide-uses.ts";
import { usersOf } from "./use-of.ts";

export interface AssignParts {
  readonly queue: Pick<ReconcileQueue, "enqueue">;
  readonly config: DeclarationConfig;
}

export interface AssignRequest {
  /** Users to decide about, in addition to those that may use a license of these tenants. */
  readonly logins: Iterable<string>;
  readonly tenants: readonly string[];
  /** Pricings of the tenants whose run is about to begin, by tenant id. */
  readonly beginning?: ReadonlyMap<string, string>;
  readonly finished?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A user who may use a license of the tenant from now on. */
interface GrantedUser {
  readonly login: string;
  readonly tenantId: string;
}

/**
 * Decides, in a ledger transaction, which tenant's license each user uses. Marks the tenants as due that have
 * to release a user or may be granted one. Returns the users granted to tenants whose run is about to begin.
 */
export async function assignUses(
  transaction: Transaction<Tables>,
  { logins: named, tenants, beginning = new Map(), finished }: AssignRequest,
  { queue, config }: AssignParts,
): Promise<readonly GrantedUser[]> {
  const holders = new Map((await loadHolders(transaction, named, tenants)).map((row) => [row.login, row]));
  const logins = new Set([...named, ...holders.keys()]);
  const claims = await loadClaims(transaction, logins, holders, config);
  const { changes, due } = decideUses({
    ...{ logins, holders, finished, beginning: new Set(beginning.keys()) },
    claimantsOf: (login) => claims.filter(({ users }) => users.has(login)).map(({ tenantId }) => tenantId),
  });
  await writeHolders(transaction, changes, beginning);
  await markDue(transaction, due, queue);
  return [...changes].flatMap(([login, holder]) => (holder?.isGranted ? [{ login, tenantId: holder.tenantId }] : []));
}

async function loadHolders(transaction: Transaction<Tables>, logins: Iterable<string>, tenants: readonly string[]) {
  return transaction
    .selectFrom("licenseUses")
    .selectAll()
    .where((where) =>
      where.or([
        where("login", "=", sql<string>`any(${[...logins]}::text[])`),
        where("tenantId", "=", sql<string>`any(${[...tenants]}::text[])`),
      ]),
    )
    .execute();
}

/**
 * The tenants that declare any of the users, the earliest first. A tenant that cannot be declared now keeps
 * its users.
 */
async function loadClaims(
  transaction: Transaction<Tables>,
  logins: ReadonlySet<string>,
  holders: ReadonlyMap<string, UseHolder>,
  config: DeclarationConfig,
) {
  const holding = [...new Set([...holders.values()].map(({ tenantId }) => tenantId))];
  const rows = await transaction
    .selectFrom("tenants")
    .select(tenantColumns)
    .where("state", "!=", "removed")
    .where((where) =>
      where.or([mayHaveLogin([...logins], config.terms), where("id", "=", sql<string>`any(${holding}::text[])`)]),
    )
    .orderBy("createdAt")
    .orderBy("id")
    .execute();
  const held = (id: string) => [...holders].flatMap(([login, { tenantId }]) => (tenantId === id ? [login] : []));
  return rows.map((tenant) => ({ tenantId: tenant.id, users: claimed(tenant, config) ?? new Set(held(tenant.id)) }));
}

/** The users that a tenant declares; undefined if it cannot be declared now. */
function claimed(tenant: Tenant, config: DeclarationConfig): ReadonlySet<string> | undefined {
  const declared = declareTenant(tenant, config);
  if (declared === undefined) {
    return new Set();
  }
  return "declaration" in declared ? usersOf(declared.declaration) : undefined;
}

async function writeHolders(
  transaction: Transaction<Tables>,
  changes: ReadonlyMap<string, UseHolder | undefined>,
  pricings: ReadonlyMap<string, string>,
): Promise<void> {
  const free = [...changes].flatMap(([login, holder]) => (holder === undefined ? [login] : []));
  if (free.length > 0) {
    await transaction.deleteFrom("licenseUses").where("login", "=", sql<string>`any(${free}::text[])`).execute();
  }
  const rows = [...changes].flatMap(([login, holder]) => {
    if (holder === undefined) {
      return [];
    }
    const { tenantId, isGranted } = holder;
    return [{ login, tenantId, isGranted, pricingUid: isGranted ? (pricings.get(tenantId) ?? null) : null }];
  });
  if (rows.length === 0) {
    return;
  }
  await sql`
    insert into license_uses (login, tenant_id, pricing_uid, is_granted)
    select login, "tenantId", "pricingUid", "isGranted" from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as rows(login text, "tenantId" text, "pricingUid" text, "isGranted" boolean)
    on conflict (login) do update set tenant_id = excluded.tenant_id, is_granted = excluded.is_granted,
      pricing_uid = excluded.pricing_uid`.execute(transaction);
}

async function markDue(
  transaction: Transaction<Tables>,
  due: ReadonlySet<string>,
  queue: AssignParts["queue"],
): Promise<void> {
  if (due.size === 0) {
    return;
  }
  const rows = await transaction
    .updateTable("tenants")
    .set({ observedGeneration: sql`least(observed_generation, generation - 1)` })
    .where("id", "=", sql<string>`any(${[...due]}::text[])`)
    .returning("shard")
    .execute();
  await queue.enqueue([...new Set(rows.map(({ shard }) => shard))], transaction);
}
