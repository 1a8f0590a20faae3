import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { sql, type Transaction } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";

/**
 * Writes every login in the one spelling that all tenants use for this person at apifew, which may treat two
 * spellings as two users. A new login gets the spelling of the first declaration here that names it.
 * Spellings are kept forever, since licenses outlast users.
 */
export async function spellLogins(
  transaction: Transaction<Tables>,
  declarations: readonly TenantDeclaration[],
): Promise<readonly TenantDeclaration[]> {
  const first = new Map<string, string>();
  for (const spelling of declarations.flatMap(loginsIn)) {
    const login = foldLogin(spelling);
    if (!first.has(login)) {
      first.set(login, spelling);
    }
  }
  if (first.size === 0) {
    return declarations;
  }
  const logins = [...first.keys()];
  await transaction
    .insertInto("loginSpellings")
    .columns(["login", "spelling"])
    .expression(sql`select * from unnest(${logins}::text[], ${[...first.values()]}::text[])`)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await transaction
    .selectFrom("loginSpellings")
    .select(["login", "spelling"])
    .where("login", "=", sql<string>`any(${logins}::text[])`)
    .execute();
  const spellings = new Map(rows.map(({ login, spelling }) => [login, spelling]));
  return declarations.map((declaration) =>
    withSpelling(declaration, (login) => spellings.get(foldLogin(login)) ?? login),
  );
}

/** Every login that a declaration names. */
export function loginsIn({ owner, members, license: { lentBy } }: TenantDeclaration): readonly string[] {
  return [owner.login, ...members.map(({ login }) => login), ...(lentBy === undefined ? [] : [lentBy])];
}

function withSpelling(declaration: TenantDeclaration, spell: (login: string) => string): TenantDeclaration {
  const { owner, members, license } = declaration;
  return {
    ...declaration,
    owner: { ...owner, login: spell(owner.login) },
    members: members.map((member) => ({ ...member, login: spell(member.login) })),
    license: { ...license, ...(license.lentBy !== undefined && { lentBy: spell(license.lentBy) }) },
  };
}
