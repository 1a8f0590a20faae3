import { type Kysely, sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { spellLogins } from "../login-spellings/spell-logins.ts";
import type { RunDecision } from "../shard/decide-run.ts";
import type { ShardLease } from "../shard/shard-lease.ts";
import { type SettleParts, settleUses } from "./settle-uses.ts";
import { poolOf, usersOf, withUsers } from "./use-of.ts";

type Run = Extract<RunDecision, { kind: "run" }>;

interface UseParts extends SettleParts {
  readonly db: Kysely<Tables>;
}

/**
 * Gives the tenants of a run the users whose one license is to come from them, as far as no other tenant may
 * still have them, and leaves the other users out of the declarations. All logins get their one spelling. It
 * is committed before the engine starts.
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
    await noteOwners(transaction, new Set([...pools.values()].map(({ ownerLogin }) => ownerLogin)));
    const given = await settleUses(
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
      const users = given.flatMap(({ login, tenantId }) => (tenantId === id ? [login] : []));
      const { pricingUid, ownerLogin } = pools.get(id) ?? {};
      const least = quantities.find(
        (row) => row.tenantId === id && row.pricingUid === pricingUid && row.ownerLogin === ownerLogin,
      );
      const quantity = Math.max(license.quantity, least?.quantity ?? 0);
      return withUsers({ ...declaration, license: { ...license, quantity } }, new Set(users));
    });
    return { ...run, declarations };
  });
}

async function noteOwners(transaction: Transaction<Tables>, logins: ReadonlySet<string>): Promise<void> {
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
