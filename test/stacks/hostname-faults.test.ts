import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { declareTenant } from "../../src/fleet/reconciler/declaration/declare-tenant.ts";
import { hostnameFaults, ownNameFault } from "../../stacks/hostname-faults.ts";
import { problemText } from "../../stacks/problems.ts";
import { readTenants } from "../../stacks/read-tenants.ts";
import { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import { testConfig } from "../support/service-context.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const long = `${"a".repeat(60)}.acme-shoes.com`;
const Hostname = TenantDeclaration.shape.hostnames.unwrap().element;
const texts = (hostname: Parameters<typeof hostnameFaults>[0]) =>
  hostnameFaults(hostname).map(({ path, reason }) => `${path.join(".")} ${reason}`);

describe("a hostname is checked on input by the rules of its later resource", () => {
  test.each([
    [{ hostname: "shop.acme-shoes.com", ssl: { method: "http" } }, undefined],
    [{ hostname: long, ssl: { method: "http" } }, /^ssl\.cloudflareBranding must be true .* over 64 characters/],
    [{ hostname: long, ssl: { method: "http", cloudflareBranding: true } }, undefined],
    [{ hostname: `${"a".repeat(49)}.acme-shoes.com`, ssl: { method: "http" } }, undefined],
    [{ hostname: "*.acme-shoes.com", ssl: { method: "txt" } }, /^ssl\.customCertificate is required for a wildcard/],
    [{ hostname: "shop.acme-shoes.com", ssl: { method: "http", wildcard: true } }, /^ssl\.method must be txt/],
    [{ hostname: "shop.acme-shoes.com", metadata: { note: "x".repeat(5_000) } }, /^metadata must have at most 4096/],
  ])("%j", (hostname, fault) => {
    const said = texts(Hostname.parse(hostname));
    expect(said).toEqual(fault ? [expect.stringMatching(fault)] : []);
  });

  test("in a tenant's file, with the seller's own names too", async () => {
    const folder = await temporaryFolder();
    const head = "hostnames:";
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "a.yaml"), `id: a\n${head} [{ hostname: ${long} }]\n`);
    writeFileSync(join(folder, "b.yaml"), `id: b\n${head} [{ hostname: me.customers.saasprovider.com }]\n`);
    const rules = { plans: ["basic"], configVars: undefined, ownNames: ["customers.saasprovider.com"] };
    expect(readTenants(folder, rules).problems.map(problemText)).toEqual([
      expect.stringMatching(/^a\.yaml.*hostnames\.0\.ssl\.cloudflareBranding.*64 characters/),
      expect.stringMatching(/^b\.yaml.*hostnames\.0\.hostname.*seller's own name/),
    ]);
  });

  test("similar names to the seller's own are allowed to customers", () => {
    expect(ownNameFault("xcustomers.saasprovider.com", ["customers.saasprovider.com"])).toBeUndefined();
    expect(ownNameFault("customers.saasprovider.com", ["customers.saasprovider.com"])).toContain("own name");
  });
});

describe("a hostname that was accepted before the rules were applied", () => {
  const hostnames = [long, "shop.acme-shoes.com"].map((hostname) => Hostname.parse({ hostname }));
  const at = new Date("2026-11-30T12:00:00Z");
  const tenant = {
    ...{ id: "t", source: "direct", externalId: "t", plan: "pro", state: "active", shard: "shard-00" },
    ...{ generation: 1, observedGeneration: 0, createdAt: at, changedAt: at, conditions: [], marketplace: {} },
    desired: { owner: { login: "jane@acme.com" }, members: [], counters: {}, hostnames },
  } as unknown as Parameters<typeof declareTenant>[0];

  test("does not prevent the tenant's other resources", () => {
    expect(declareTenant(tenant, testConfig())).toMatchObject({
      declaration: { hostnames: [{ hostname: "shop.acme-shoes.com" }] },
    });
  });

  test("is kept if Cloudflare has it", () => {
    expect(declareTenant(tenant, testConfig(), { observed: [long] })).toMatchObject({
      blocked: { reason: "Invalid" },
    });
  });
});
