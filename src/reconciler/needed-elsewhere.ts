import { type Kysely, sql } from "kysely";
import type { Tables } from "../db/tables.ts";
import type { Tenant } from "../ledger/tenant.ts";
import { type DeclarationConfig, declareTenant } from "./declare-tenant.ts";
import { namesIn, objectKey, objectsOf } from "./shared-objects.ts";
import { tenantOfUrn } from "./tenant-of-urn.ts";

/** A resource as a stack has it. */
export interface StackObject {
  readonly urn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Tells of an object whether a tenant beside the resource's own is to have it: it is not the one tenant's to delete. */
export type NeededElsewhere = (object: StackObject) => Promise<boolean>;

/** Asks the ledger, at the moment of the question: what tenants are to have counts, whatever they have come to. */
export function neededElsewhere(db: Kysely<Tables>, config: DeclarationConfig): NeededElsewhere {
  return async ({ urn, properties }) => {
    const tenantId = tenantOfUrn(urn);
    const key = objectKey(typeOf(urn), properties);
    if (tenantId === undefined || key === undefined) return false;
    return (await othersWith(db, properties, tenantId)).some((other) => {
      const declared = declareTenant(other, config);
      return declared && "declaration" in declared && objectsOf(declared.declaration, config.deployment).has(key);
    });
  };
}

/** The engine's token of our types is pulumi-nodejs:<vendor>:<Name>, below those of the components around. */
function typeOf(urn: string): string {
  const [, , types = ""] = urn.split("::");
  return types.split("$").at(-1)?.replace("pulumi-nodejs:", "") ?? "";
}

/** Other tenants that have one of the names in what they should be. */
async function othersWith(db: Kysely<Tables>, properties: StackObject["properties"], id: string): Promise<Tenant[]> {
  const { logins, hostname } = namesIn(properties);
  const members = logins.map((login) => JSON.stringify([{ login }]));
  return db
    .selectFrom("tenants")
    .selectAll()
    .where("id", "!=", id)
    .where("state", "!=", "removed")
    .where((where) =>
      where.or([
        sql<boolean>`desired -> 'owner' is not null and desired -> 'owner' ->> 'login' = any(${logins}::text[])`,
        sql<boolean>`desired -> 'members' <> '[]'::jsonb and desired -> 'members' @> any(${members}::jsonb[])`,
        sql<boolean>`id in (select tenant_id from hostname_claims where hostname = ${hostname})`,
      ]),
    )
    .execute();
}
