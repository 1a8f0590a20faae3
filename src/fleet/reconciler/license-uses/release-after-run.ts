import { errorText } from "@marketplane/providers/error-text.ts";
import { type Kysely, sql } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { TenantOutcome } from "../conditions/tenant-outcome.ts";
import type { DeclarationConfig } from "../declaration/declare-tenant.ts";
import type { DesiredUse, ReleaseLeftovers } from "./release-leftovers.ts";
import { poolOf, usersOf } from "./use-of.ts";

interface ReleaseParts {
  readonly db: Kysely<Tables>;
  readonly config: DeclarationConfig;
  readonly releaseLeftovers: ReleaseLeftovers;
}

/** The fault that apifew returns when the user already uses another license of the application. */
const assignedFault = "ERROR_ALREADY_ASSIGNED_APP_LICENSE";

/**
 * Releases license uses after a run: all uses of the users that its tenants released, and, for users that
 * already used another license according to apifew, all but the tenant's. Returns the tenants for which the
 * release failed, with the reason.
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
  const desired = new Map<string, DesiredUse | undefined>();
  const affected = new Set<Tenant>();
  const disputed = new Set<string>();
  for (const { login, tenantId } of holders) {
    const tenant = tenants.get(tenantId);
    const outcome = tenant && outcomes.get(tenant);
    if (!tenant || !outcome) {
      continue;
    }
    const declaration = byId.get(tenantId);
    const isUser = declaration !== undefined && usersOf(declaration).has(login);
    const isDisputed = outcome.failures.some((failure) => failure.includes(assignedFault));
    if (!isDisputed && (isUser || !outcome.isConverged)) {
      continue;
    }
    desired.set(login, isUser ? poolOf(declaration, config.deployment) : undefined);
    affected.add(tenant);
    if (isDisputed) {
      disputed.add(tenantId);
    }
  }
  // The engine's state still shows the uses that are released here, even if the tenant's declaration is
  // reverted.
  await db
    .updateTable("declarations")
    .set({ isStateStale: true })
    .where("tenantId", "=", sql<string>`any(${[...disputed]}::text[])`)
    .execute();
  try {
    await releaseLeftovers(desired);
    return new Map();
  } catch (error) {
    const why = errorText(error);
    return new Map([...affected].map((tenant) => [tenant, `Users of its licenses could not be released: ${why}`]));
  }
}
