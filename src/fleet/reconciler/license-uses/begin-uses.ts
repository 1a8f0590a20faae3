import { type Kysely, sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { spellLogins } from "../login-spellings/spell-logins.ts";
import type { RunDecision } from "../shard/decide-run.ts";
import type { ShardLease } from "../shard/shard-lease.ts";
import { type AssignParts, assignUses } from "./assign-uses.ts";
import { poolOf, usersOf, withUsers } from "./use-of.ts";

type Run = Extract<RunDecision, { kind: "run" }>;

interface UseParts extends AssignParts {
  readonly db: Kysely<Tables>;
}

/**
 * Grants each tenant of a run the users whose license use it provides, unless another tenant may still
 * provide it. All other users are left out of the declarations. Also gives every login its one spelling.
 * Committed before the engine starts.
 */
export async function beginUses(run: Run, lease: ShardLease, parts: UseParts): Promise<Run> {
  const { db, config } = parts;
  if (run.pending.length === 0) {
    return run;
  }
  return inLedgerTransaction(db, async (transaction) => {
    await lease.assertHeld(transaction);
    const spelled = await spellLogins(transaction, run.declarations);
    const pools = new Map(spelled.map((each) => [each.id, poolOf(each, config.deployment)]));
    await recordOwners(transaction, new Set([...pools.values()].map(({ ownerLogin }) => ownerLogin)));
    const granted = await assignUses(
      transaction,
      {
        logins: new Set(spelled.flatMap((declaration) => [...usersOf(declaration)])),
        tenants: run.pending.map(({ id }) => id),
        beginning: new Map([...pools].map(([id, { pricingUid }]) => [id, pricingUid])),
      },
      parts,
    );
    const quantities = await loadQuantities(transaction, spelled);
    const declarations = spelled.map((declaration) => {
      const { id, license } = declaration;
      const users = granted.flatMap(({ login, tenantId }) => (tenantId === id ? [login] : []));
      const { pricingUid, ownerLogin } = pools.get(id) ?? {};
      const minimum = quantities.find(
        (row) => row.tenantId === id && row.pricingUid === pricingUid && row.ownerLogin === ownerLogin,
      );
      const quantity = Math.max(license.quantity, minimum?.quantity ?? 0);
      return withUsers({ ...declaration, license: { ...license, quantity } }, new Set(users));
    });
    return { ...run, declarations };
  });
}

async function recordOwners(transaction: Transaction<Tables>, logins: ReadonlySet<string>): Promise<void> {
  if (logins.size === 0) {
    return;
  }
  await transaction
    .insertInto("licenseOwners")
    .columns(["login"])
    .expression(sql`select unnest(${[...logins]}::text[])`)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function loadQuantities(transaction: Transaction<Tables>, declarations: readonly TenantDeclaration[]) {
  return transaction
    .selectFrom("licenseQuantities")
    .selectAll()
    .where("tenantId", "=", sql<string>`any(${declarations.map(({ id }) => id)}::text[])`)
    .execute();
}
