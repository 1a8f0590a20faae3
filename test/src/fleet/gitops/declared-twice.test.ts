import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemText } from "../../../../src/fleet/gitops/commit-result.ts";
import { declaredTwice } from "../../../../src/fleet/gitops/declared-twice.ts";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const yaml = `id: ada
plan: basic
owner: { login: jane@ada.example }
members:
  - { login: john@ada.example }
hostnames:
  - hostname: www.ada-shop.com
addon: { id: addon_ada }
`;
const declaration = TenantDeclaration.parse({
  id: "ada",
  plan: "basic",
  owner: { login: "jane@ada.example" },
  members: [{ login: "john@ada.example" }],
  hostnames: [{ hostname: "www.ada-shop.com" }],
  addon: { id: "addon_ada" },
});

async function stacksInGit() {
  const root = await temporaryFolder();
  mkdirSync(join(root, "tenants"));
  writeFileSync(join(root, "tenants/ada.yaml"), yaml);
  return {
    root,
    stacks: [
      { name: "production", project: "fleet", tenants: [{ file: "ada.yaml", declaration }], tenantsFolder: "tenants" },
    ],
  };
}

describe.skipIf(!hasDatabase)("a tenant in Git and in the control plane's database", () => {
  const held = useDatabase();

  it("is rejected with file, line and the tenant that has the hostname, the login or the add-on", async () => {
    const { db } = held.database;
    const { root, stacks } = await stacksInGit();
    expect(await declaredTwice(db, stacks, { root, addonSources: ["clevercloud"] })).toEqual([]);

    const shop = await addTenant(db, { hostnames: ["www.ada-shop.com"] });
    const john = await addTenant(db, { ownerLogin: "john@ada.example" });
    const addon = await addTenant(db, { source: "clevercloud", externalId: "addon_ada" });
    const problems = (await declaredTwice(db, stacks, { root, addonSources: ["clevercloud"] })).map(problemText);
    const inDatabase = (line: number, kind: string, value: string, id: string) =>
      `tenants/ada.yaml:${line}: ${kind}: "${value}" already exists in the control plane's database as ${kind} of tenant ${id}; declare it in one place only`;
    expect(problems).toEqual([
      inDatabase(7, "hostname", "www.ada-shop.com", shop),
      inDatabase(5, "login", "john@ada.example", john),
      inDatabase(8, "addon.id", "addon_ada", addon),
    ]);
  });

  it("is accepted if the database's tenant is removed or has other names", async () => {
    const { db } = held.database;
    const { root, stacks } = await stacksInGit();
    const [stack] = stacks;
    const renamed = {
      ...declaration,
      hostnames: [],
      addon: undefined,
      members: [],
      owner: { login: "eve@eve.example" },
    };
    await addTenant(db, { ownerLogin: "eve@eve.example", state: "removed" });
    await addTenant(db, { hostnames: ["www.eve-shop.com"], ownerLogin: "adam@eve.example" });
    const others = [
      {
        ...stack,
        name: "production",
        project: "fleet",
        tenantsFolder: "tenants",
        tenants: [{ file: "ada.yaml", declaration: renamed }],
      },
    ];
    expect(await declaredTwice(db, others, { root, addonSources: ["clevercloud"] })).toEqual([]);
  });
});
