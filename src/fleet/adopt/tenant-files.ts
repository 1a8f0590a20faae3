import { createHash } from "node:crypto";
import type { FoundObject } from "@marketplane/providers/describe-resource.ts";
import { stringify } from "yaml";
import type { SourceFile } from "./declarations.ts";
import { groupByTenant, hostnameEntry, type TenantGroup, type TenantRules } from "./tenant-groups.ts";

export interface TenantFiles {
  /** One file per customer, named after the tenant id in it. */
  readonly files: readonly SourceFile[];
  /** Objects that no tenant file can declare without changing them. */
  readonly rest: readonly FoundObject[];
}

/** Declares the objects as files of tenants/. An `up` then adopts them without a write. */
export function toTenantFiles(objects: readonly FoundObject[], rules: TenantRules): TenantFiles {
  const { groups, rest } = groupByTenant(objects, rules);
  const counts = Map.groupBy(groups, ({ key }) => toId(key));
  const files = groups.map((group) => {
    const id = toId(group.key);
    return toFile(counts.get(id)?.length === 1 && id !== "" ? id : withHash(id, group.key), group);
  });
  return { files, rest };
}

function toFile(id: string, { owner, hostnames }: TenantGroup): SourceFile {
  const { nameFirst, nameLast, login } = owner?.user.inputs ?? {};
  const tenant = {
    id,
    ...(owner && {
      plan: owner.plan,
      owner: { login, ...(nameFirst ? { nameFirst } : {}), ...(nameLast ? { nameLast } : {}) },
      license: { quantity: owner.license.inputs.quantity },
      adopt: true,
    }),
    ...(hostnames.length > 0 && { hostnames: hostnames.map(hostnameEntry) }),
  };
  return { name: `${id}.yaml`, text: stringify(tenant) };
}

const idLengthMax = 63;
const hashLength = 8;

/** Keeps the characters of the key that an id may have: lower case letters, digits and hyphens. */
function toId(key: string): string {
  return trimmed(key.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"))
    .slice(0, idLengthMax)
    .replace(/-$/, "");
}

/** Keeps ids unique: keys that differ only in other characters would get the same id. */
function withHash(id: string, key: string): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, hashLength);
  return [id.slice(0, idLengthMax - hashLength - 1), hash].filter(Boolean).join("-");
}

function trimmed(text: string): string {
  return text.replaceAll(/^-+|-+$/g, "");
}
