import { join } from "node:path";
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { type Kysely, type SqlBool, sql } from "kysely";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { loginsOf } from "../../../stacks/read-tenants.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { CommitProblem } from "./commit-result.ts";
import type { DesiredStack } from "./read-desired-state.ts";

/** A value that must be unique to one tenant, and the control plane's tenant that has it. */
interface Held {
  readonly kind: "id" | "hostname" | "login" | "addon.id";
  readonly value: string;
  readonly tenantId: string;
}

/**
 * Finds tenants of a commit that the control plane's database also has. A tenant must be declared in only one
 * of them.
 */
export async function declaredTwice(
  db: Kysely<Tables>,
  stacks: readonly DesiredStack[],
  { root, addonSources }: { readonly root: string; readonly addonSources: readonly string[] },
): Promise<readonly CommitProblem[]> {
  const claims = stacks.flatMap(({ tenants, tenantsFolder }) =>
    tenants.flatMap(({ file, declaration }) => {
      const { id, hostnames, addon } = declaration;
      const claim = (kind: Held["kind"], values: readonly string[]) =>
        values.map((value) => ({ kind, value, file, tenantsFolder }));
      return [
        ...claim("id", [id]),
        ...claim(
          "hostname",
          hostnames.map(({ hostname }) => hostname),
        ),
        ...claim("login", loginsOf(declaration)),
        ...claim("addon.id", addon ? [addon.id] : []),
      ];
    }),
  );
  const valuesOf = (kind: Held["kind"]) => claims.filter((claim) => claim.kind === kind).map(({ value }) => value);
  const held = [
    ...(await heldIds(db, valuesOf("id"))),
    ...(await heldHostnames(db, valuesOf("hostname"))),
    ...(await heldLogins(db, valuesOf("login"))),
    ...(await heldAddons(db, valuesOf("addon.id"), addonSources)),
  ];
  const holders = new Map(held.map(({ kind, value, tenantId }) => [`${kind} ${value}`, tenantId]));
  return claims.flatMap(({ kind, value, file, tenantsFolder }) => {
    const holder = holders.get(`${kind} ${kind === "login" ? foldLogin(value) : value}`);
    if (holder === undefined) {
      return [];
    }
    const message = `${kind}: "${value}" already exists in the control plane's database as ${kind} of tenant ${holder}; declare it in one place only`;
    const path = join(tenantsFolder, file);
    return [{ file: path, line: readYaml(join(root, path)).positionOfText(value)?.line ?? 1, message }];
  });
}

type Values = readonly string[];

/** One parameter for all values: PostgreSQL allows at most 65,535 parameters. */
const isAnyOf = (column: string, values: Values) => sql<SqlBool>`${sql.ref(column)} = any(${[...values]}::text[])`;

async function heldIds(db: Kysely<Tables>, values: Values): Promise<Held[]> {
  const rows = await db.selectFrom("tenants").select("id").where(isAnyOf("id", values)).execute();
  return rows.map(({ id }) => ({ kind: "id", value: id, tenantId: id }));
}

async function heldHostnames(db: Kysely<Tables>, values: Values): Promise<Held[]> {
  const rows = await db.selectFrom("hostnameClaims").selectAll().where(isAnyOf("hostname", values)).execute();
  return rows.map(({ hostname, tenantId }) => ({ kind: "hostname", value: hostname, tenantId }));
}

async function heldLogins(db: Kysely<Tables>, values: Values): Promise<Held[]> {
  const { rows } = await sql<{ id: string; login: string }>`
    select id, login from tenants, lateral (
      select unnest(logins_of(desired)) as login
    ) as people
    where state <> 'removed' and ${isAnyOf("login", values.map(foldLogin))}`.execute(db);
  return rows.map(({ id, login }) => ({ kind: "login", value: login, tenantId: id }));
}

async function heldAddons(db: Kysely<Tables>, values: Values, sources: readonly string[]): Promise<Held[]> {
  const rows = await db
    .selectFrom("tenants")
    .select(["id", "externalId"])
    .where(isAnyOf("source", sources))
    .where(isAnyOf("external_id", values))
    .execute();
  return rows.map(({ id, externalId }) => ({ kind: "addon.id", value: externalId, tenantId: id }));
}
