import { beforeEach, describe, expect, it } from "vitest";
import { Deployment } from "../../stacks/deployment.ts";
import { DeploymentSettings } from "../../stacks/deployment-settings.ts";
import { Tenant } from "../../stacks/tenant.ts";
import { TenantDeclaration } from "../../stacks/tenant-declaration.ts";
import { type Declared, recordDeclarations, resolved } from "../support/pulumi-mocks.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const settings = DeploymentSettings.parse({
  zoneId,
  fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "203.0.113.10" },
  cnameTarget: { hostname: "customers.saasprovider.com", wildcard: true },
  manifest: {
    providerId: "addon",
    name: "Add-on",
    configVars: ["ADDON_KEY"],
    regions: ["eu"],
    production: { baseUrl: "https://app.saasprovider.com/r", ssoUrl: "https://app.saasprovider.com/s" },
    test: { baseUrl: "http://localhost:9000/r", ssoUrl: "http://localhost:9000/s" },
  },
  plans: { basic: { pricingUid: "ABCDEF1234567890", pricingName: "Monthly pricing" } },
});
const acme = {
  id: "acme",
  plan: "basic",
  owner: { login: "jane@acme.example", nameFirst: "Jane" },
  license: { quantity: 2 },
  members: [{ login: "john@acme.example" }],
  counters: { requests: 0 },
  hostnames: [{ hostname: "shop.acme-shoes.com", metadata: { tenant: "acme" } }],
  addon: {
    id: "addon_acme",
    order: { ownerId: "orga_acme", userId: "user_jane" },
    config: { ADDON_KEY: `key=\${licenseKey}` },
  },
};

let declared: Declared[];

async function declare(declaration: unknown): Promise<Tenant> {
  const deployment = new Deployment("deployment", settings);
  const tenant = new Tenant("acme", { declaration: TenantDeclaration.parse(declaration), deployment, settings });
  // Each registration waits for those that it depends on.
  await expect.poll(() => declared.filter(({ name }) => name.startsWith("acme-addon-config")).length).toBe(1);
  return tenant;
}

function ofType(type: string) {
  return declared
    .filter((resource) => resource.type === `pulumi-nodejs:${type}`)
    .map(({ name, inputs: { __provider, ...inputs } }) => ({ name, inputs }));
}

describe("Tenant", () => {
  beforeEach(async () => {
    declared = await recordDeclarations(({ type }) =>
      type.endsWith(":apifew:License") ? { keys: ["license-key-1", "license-key-2"] } : {},
    );
  });

  it("takes over existing objects with adopt: true, except a hostname that opts out, and keeps counters and config vars", async () => {
    const [shop] = acme.hostnames;
    await declare({ ...acme, adopt: true, hostnames: [shop, { hostname: "new.acme-shoes.com", adopt: false }] });
    const adopts = (type: string) => ofType(type).map(({ inputs }) => inputs.adopt);
    expect(adopts("apifew:User")).toEqual([true, true]);
    expect(adopts("apifew:ManagedUser")).toEqual([true]);
    expect(adopts("apifew:LicenseAssignment")).toEqual([true]);
    const hostnames = ofType("cloudflare:CustomHostname").map(({ inputs }) => [inputs.hostname, inputs.adopt]);
    expect(Object.fromEntries(hostnames)).toEqual({ "shop.acme-shoes.com": true, "new.acme-shoes.com": false });
    expect(adopts("clevercloud:Addon")).toEqual([true]);
    expect([...adopts("apifew:Counter"), ...adopts("clevercloud:AddonConfig")]).toEqual([undefined, undefined]);
  });

  it("has children of the native provider if the deployment selects it, and these take over the dynamic ones", async () => {
    const native = { ...settings, provider: "native" as const };
    const deployment = new Deployment("deployment", native);
    const declaration = TenantDeclaration.parse(acme);
    new Tenant("acme", { declaration, deployment, settings: native });
    await expect.poll(() => declared.some(({ name }) => name === "acme-addon-config")).toBe(true);
    const types = [...new Set(declared.map(({ type }) => type))].filter(
      (type) => !type.startsWith("cloudflare:index/"),
    );
    expect(types.filter((type) => !type.startsWith("marketplane:"))).toEqual([]);
    expect(types).toContain("marketplane:cloudflare:FallbackOrigin");
    expect(types).toContain("marketplane:clevercloud:AddonConfig");
    expect(declared.filter(({ inputs }) => "__provider" in inputs)).toEqual([]);
  });

  it("takes over only its own licenses without adopt", async () => {
    await declare(acme);
    const adopting = declared.filter(({ inputs }) => inputs.adopt !== undefined);
    expect(adopting.map(({ name }) => name)).toEqual(["acme-license"]);
  });

  it("declares an owner with licenses, members who use them, hostnames and an add-on", async () => {
    await declare(acme);

    expect(
      ofType("apifew:User")
        .map(({ name, inputs }) => `${name} ${inputs.login}`)
        .toSorted(),
    ).toEqual(["acme-member-john@acme.example john@acme.example", "acme-owner jane@acme.example"]);
    expect(ofType("apifew:ManagedUser")[0]?.inputs).toEqual({
      ownerLogin: "jane@acme.example",
      managedLogin: "john@acme.example",
    });
    expect(ofType("apifew:License")[0]?.inputs).toMatchObject({
      pricingUid: "ABCDEF1234567890",
      pricingName: "Monthly pricing",
      ownerLogin: "jane@acme.example",
      quantity: 2,
    });
    expect(ofType("apifew:LicenseAssignment")[0]?.inputs).toMatchObject({
      ownerLogin: "jane@acme.example",
      userLogin: "john@acme.example",
    });
    expect(ofType("apifew:Counter")[0]?.inputs).toMatchObject({ name: "requests", value: 0 });
    expect(ofType("cloudflare:CustomHostname")[0]).toMatchObject({
      name: "acme-shop.acme-shoes.com",
      inputs: { zoneId, hostname: "shop.acme-shoes.com", ssl: { method: "http" }, customMetadata: { tenant: "acme" } },
    });
    expect(ofType("clevercloud:Addon")[0]?.inputs).toMatchObject({
      baseUrl: "http://localhost:9000/r",
      addonId: "addon_acme",
      plan: "basic",
      region: "EU",
    });
  });

  it("names a member's resources after the member, so that a removed member renames no other resource", async () => {
    const [john, mary] = [{ login: "john@acme.example" }, { login: "mary@acme.example" }];
    await declare({ ...acme, license: { quantity: 3 }, members: [john, mary] });
    const ofMary = declared.map(({ name }) => name).filter((name) => name.includes("mary@"));
    declared.length = 0;
    await declare({ ...acme, license: { quantity: 3 }, members: [mary] });

    expect(ofMary).toHaveLength(3);
    expect(declared.map(({ name }) => name).filter((name) => name.includes("-member-"))).toEqual(ofMary);
  });

  it("declares members without a license if they opt out", async () => {
    await declare({ ...acme, license: { quantity: 1 }, members: [{ login: "john@acme.example", license: false }] });

    expect(ofType("apifew:ManagedUser")).toHaveLength(1);
    expect(ofType("apifew:User").map(({ inputs }) => inputs.license)).toEqual([undefined, undefined]);
    expect(ofType("apifew:LicenseAssignment")).toEqual([]);
  });

  it("gives the add-on the tenant's own license key", async () => {
    await declare(acme);

    expect(JSON.stringify(ofType("clevercloud:AddonConfig")[0]?.inputs)).toContain("key=license-key-1");
  });

  it("returns the CNAME record for the customer", async () => {
    const tenant = await declare(acme);

    expect(tenant.hostnames.map(({ cname }) => cname)).toEqual([
      "shop.acme-shoes.com CNAME acme.customers.saasprovider.com",
    ]);
    expect(await resolved(tenant.licenseKeys)).toEqual(["license-key-1", "license-key-2"]);
  });

  it("uses another owner's license instead of its own if that is declared", async () => {
    await declare({ ...acme, license: { lentBy: "lender@other.example" }, members: [] });

    expect(ofType("apifew:License")).toEqual([]);
    expect(ofType("apifew:LicenseAssignment")[0]?.inputs).toMatchObject({
      ownerLogin: "lender@other.example",
      userLogin: "jane@acme.example",
    });
  });
});
