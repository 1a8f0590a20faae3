import { sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { tenantColumns } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { mayHaveLogin } from "../../../core/ledger/tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import { type DeclarationConfig, declareTenant } from "../declaration/declare-tenant.ts";
import { type AssignParts, assignUses } from "./assign-uses.ts";
import { poolOf, usersOf } from "./use-of.ts";

/** The fault that apifew returns when all of the owner's licenses are in use. */
const noLicenseFault = "ERROR_NO_LICENSE_AVAIL";

/**
 * Records the license uses after a run, in the transaction that records the run. Converged tenants release
 * the users that they were not granted, and the next claimants become due.
 */
export async function endUses(
  transaction: Transaction<Tables>,
  outcomes: ReadonlyMap<Tenant, TenantOutcome>,
  declarations: readonly TenantDeclaration[],
  parts: AssignParts,
): Promise<void> {
  const granted = new Map(declarations.map((declaration) => [declaration.id, usersOf(declaration)]));
  const tenants = [...outcomes.keys()];
  const finished = tenants.filter((tenant) => outcomes.get(tenant)?.isConverged);
  // A tenant may have become the claimant of a user while it ran.
  const claimed = tenants.flatMap((tenant) => {
    const declared = declareTenant(tenant, parts.config);
    return declared && "declaration" in declared ? [...usersOf(declared.declaration)] : [];
  });
  await assignUses(
    transaction,
    {
      logins: new Set(claimed),
      tenants: tenants.map(({ id }) => id),
      finished: new Map(finished.map(({ id }) => [id, granted.get(id) ?? new Set()])),
    },
    parts,
  );
  const ended = finished.filter(({ id }) => !granted.has(id)).map(({ id }) => id);
  await transaction
    .deleteFrom("licenseQuantities")
    .where("tenantId", "=", sql<string>`any(${ended}::text[])`)
    .execute();
  for (const [tenant, { failures }] of outcomes) {
    const declaration = declarations.find(({ id }) => id === tenant.id);
    if (declaration && failures.some((failure) => failure.includes(noLicenseFault))) {
      await raiseQuantity(transaction, declaration, parts.config);
    }
  }
}

/**
 * Tenants that share a pool of licenses may need more than each of them declares. The quantity never falls,
 * since apifew deletes no licenses.
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
    .select(tenantColumns)
    .where("state", "!=", "removed")
    .where(mayHaveLogin([login], config.terms))
    .execute();
  return rows.flatMap((tenant) => {
    const declared = declareTenant(tenant, config);
    return declared && "declaration" in declared ? [declared.declaration] : [];
  });
}
