import { guardWrites } from "@marketplane/providers/http/write-guard.ts";
import { type Kysely, sql } from "kysely";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import { type DeclarationConfig, declareTenant, ownerOf } from "../declaration/declare-tenant.ts";
import { useIsOfOthers } from "../license-uses/use-is-of-others.ts";
import { namesIn, objectKey, objectsOf } from "./object-key.ts";

/** A resource as a stack has it. */
export interface StackObject {
  readonly urn: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Tells of an object whether it is to stay although a resource of it goes: where another tenant is to have it, and where the
 * resource's own tenant has it by another resource, as when an owner becomes a member.
 */
export type NeededElsewhere = (object: StackObject) => Promise<boolean>;

/**
 * Removes an object unless it is needed. Asked at the start, and directly before each call that changes something at the vendor: the
 * retries of a call may wait for minutes, in which another tenant can come to need the object. It then stays where it is.
 */
export async function removeUnlessNeeded(isNeeded: () => Promise<boolean>, remove: () => Promise<void>): Promise<void> {
  let stays = await isNeeded();
  if (stays) return;
  const ask = async () => {
    stays = await isNeeded();
    if (stays) throw new Error("another tenant needs the object now");
  };
  try {
    await guardWrites(ask, remove);
  } catch (error) {
    if (!stays) throw error;
  }
}

/** Asks the ledger, at the moment of the question: what tenants are to have counts, whatever they have come to. */
export function neededElsewhere(db: Kysely<Tables>, config: DeclarationConfig): NeededElsewhere {
  return async ({ urn, properties }) => {
    const tenantId = tenantOfUrn(urn);
    if (tenantId === undefined) return false;
    const type = typeOf(urn);
    if (type === "apifew:License" || type === "apifew:LicenseAssignment") {
      return useIsOfOthers(db, { tenantId, properties }, config);
    }
    return (await tenantsThatNeed(db, { type, properties }, config)).length > 0;
  };
}

/** Ids of the tenants that are to have an object which several tenants may have. */
export async function tenantsThatNeed(
  db: Kysely<Tables>,
  { type, properties }: { readonly type: string; readonly properties: StackObject["properties"] },
  config: DeclarationConfig,
): Promise<readonly string[]> {
  const key = objectKey(type, properties);
  if (key === undefined) return [];
  const tenants = await tenantsWith(db, properties);
  return tenants.flatMap((tenant) => (objectsHeldBy(tenant, config).has(key) ? [tenant.id] : []));
}

/** What a tenant is to have; one that cannot be declared now keeps what it has. */
function objectsHeldBy(tenant: Tenant, config: DeclarationConfig): ReadonlySet<string> {
  const declared = declareTenant(tenant, config);
  if (declared && "declaration" in declared) return objectsOf(declared.declaration, config.deployment);
  const owner = declared && ownerOf(tenant, config.terms);
  return owner ? objectsOf({ ...tenant.desired, owner }, config.deployment) : new Set();
}

/** The engine's token of our types is pulumi-nodejs:<vendor>:<Name>, below those of the components around. */
export function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.split("$").at(-1)?.replace("pulumi-nodejs:", "") ?? "";
}

/** Tenants that have one of the names in what they should be. */
async function tenantsWith(db: Kysely<Tables>, properties: StackObject["properties"]): Promise<Tenant[]> {
  const { logins, hostname } = namesIn(properties);
  return db
    .selectFrom("tenants")
    .selectAll()
    .where("state", "!=", "removed")
    .where((where) =>
      where.or([
        sql<boolean>`logins_of(desired) && ${logins}::text[]`,
        sql<boolean>`id in (select tenant_id from hostname_claims where hostname = ${hostname})`,
      ]),
    )
    .execute();
}
