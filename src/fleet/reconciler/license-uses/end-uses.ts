import { sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import { type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";
import { type SettleParts, settleUses } from "./settle-uses.ts";
import { poolOf, usersOf } from "./use-of.ts";

/** What apifew says where every license of the owner is in use. */
const noneLeft = "ERROR_NO_LICENSE_AVAIL";

/**
 * Takes in what a run did about users, in the transaction that records the run: tenants that have converged
 * let go of the users that they were not given, and the next claimants become due.
 */
export async function endUses(
  transaction: Transaction<Tables>,
  outcomes: ReadonlyMap<Tenant, TenantOutcome>,
  declarations: readonly TenantDeclaration[],
  parts: SettleParts,
): Promise<void> {
  const given = new Map(declarations.map((declaration) => [declaration.id, usersOf(declaration)]));
  const tenants = [...outcomes.keys()];
  const finished = tenants.filter((tenant) => outcomes.get(tenant)?.isConverged);
  // A user that a tenant claims and was not given may have become the tenant's while it ran.
  const claimed = tenants.flatMap((tenant) => {
    const declared = declareTenant(tenant, parts.config);
    return declared && "declaration" in declared ? [...usersOf(declared.declaration)] : [];
  });
  await settleUses(
    transaction,
    {
      logins: new Set(claimed),
      tenants: tenants.map(({ id }) => id),
      finished: new Map(finished.map(({ id }) => [id, given.get(id) ?? new Set()])),
    },
    parts,
  );
  const ended = finished.filter(({ id }) => !given.has(id)).map(({ id }) => id);
  await transaction
    .deleteFrom("licenseQuantities")
    .where("tenantId", "=", sql<string>`any(${ended}::text[])`)
    .execute();
  for (const [tenant, { failures }] of outcomes) {
    const declaration = declarations.find(({ id }) => id === tenant.id);
    if (declaration && failures.some((failure) => failure.includes(noneLeft))) {
      await raiseQuantity(transaction, declaration, parts.config);
    }
  }
}

/**
 * Tenants that share their licenses may need more than each of them declares; apifew deletes none, so it
 * never falls.
 */
async function raiseQuantity(
  transaction: Transaction<Tables>,
  declaration: TenantDeclaration,
  config: DeclarationConfig,
): Promise<void> {
  const { pricingUid, ownerLogin } = poolOf(declaration, config.deployment);
  const { id: tenantId, license } = declaration;
  const sharers = (await listDeclared(transaction, ownerLogin, config)).filter((each) => {
    const pool = poolOf(each, config.deployment);
    return pool.pricingUid === pricingUid && pool.ownerLogin === ownerLogin;
  });
  const users = new Set(sharers.flatMap((each) => [...usersOf(each)]));
  if (sharers.length < 2 || license.quantity >= users.size) {
    return;
  }
  const row = { pricingUid, ownerLogin, quantity: license.quantity + 1 };
  await transaction
    .insertInto("licenseQuantities")
    .values({ tenantId, ...row })
    .onConflict((conflict) => conflict.column("tenantId").doUpdateSet(row))
    .execute();
}

async function listDeclared(transaction: Transaction<Tables>, login: string, config: DeclarationConfig) {
  const rows = await transaction
    .selectFrom("tenants")
    .selectAll()
    .where("state", "!=", "removed")
    .where(sql<boolean>`logins_of(desired) && ${[login]}::text[]`)
    .execute();
  return rows.flatMap((tenant) => {
    const declared = declareTenant(tenant, config);
    return declared && "declaration" in declared ? [declared.declaration] : [];
  });
}
