import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";
import type { ReleaseLeftovers, WantedUse } from "./release-leftovers.ts";
import { poolOf, usersOf } from "./use-of.ts";

interface ReleaseParts {
  readonly db: Kysely<Tables>;
  readonly config: DeclarationConfig;
  readonly releaseLeftovers: ReleaseLeftovers;
}

/** What apifew says where a user uses another license of the application. */
const usesAnother = "ERROR_ALREADY_ASSIGNED_APP_LICENSE";

/**
 * After a run, users that its tenants let go of use none of their licenses any more, and users of whom apifew
 * said that they use another license use none but the tenant's. Yields the tenants for which that could not
 * be made sure of, and why.
 */
export async function releaseAfterRun(
  outcomes: ReadonlyMap<Tenant, TenantOutcome>,
  declarations: readonly TenantDeclaration[],
  { db, config, releaseLeftovers }: ReleaseParts,
): Promise<ReadonlyMap<Tenant, string>> {
  const byId = new Map(declarations.map((declaration) => [declaration.id, declaration]));
  const tenants = new Map([...outcomes.keys()].map((tenant) => [tenant.id, tenant]));
  const holders = await db
    .selectFrom("licenseUses")
    .select(["login", "tenantId"])
    .where("tenantId", "=", sql<string>`any(${[...tenants.keys()]}::text[])`)
    .execute();
  const wanted = new Map<string, WantedUse | undefined>();
  const concerned = new Set<Tenant>();
  const disputed = new Set<string>();
  for (const { login, tenantId } of holders) {
    const tenant = tenants.get(tenantId);
    const outcome = tenant && outcomes.get(tenant);
    if (!tenant || !outcome) {
      continue;
    }
    const declaration = byId.get(tenantId);
    const isUser = declaration !== undefined && usersOf(declaration).has(login);
    const isDisputed = outcome.failures.some((failure) => failure.includes(usesAnother));
    if (!isDisputed && (isUser || !outcome.isConverged)) {
      continue;
    }
    wanted.set(login, isUser ? poolOf(declaration, config.deployment) : undefined);
    concerned.add(tenant);
    if (isDisputed) {
      disputed.add(tenantId);
    }
  }
  // The engine's state goes on showing what is released here, also if the tenant is to be as it was before.
  await db
    .updateTable("declarations")
    .set({ isStateStale: true })
    .where("tenantId", "=", sql<string>`any(${[...disputed]}::text[])`)
    .execute();
  try {
    await releaseLeftovers(wanted);
    return new Map();
  } catch (error) {
    const why = errorText(error);
    return new Map([...concerned].map((tenant) => [tenant, `Users of its licenses could not be released: ${why}`]));
  }
}
