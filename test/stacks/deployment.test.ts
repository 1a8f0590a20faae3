import { beforeEach, describe, expect, it } from "vitest";
import { Deployment } from "../../stacks/deployment.ts";
import { DeploymentSettings } from "../../stacks/deployment-settings.ts";
import { type Declared, recordDeclarations } from "../support/pulumi-mocks.ts";

const settings = {
  zoneId: "5a4db0c0ffee00000000000000000001",
  fallbackOrigin: { hostname: "proxy-fallback.saasprovider.com", content: "203.0.113.10" },
  cnameTarget: { hostname: "customers.saasprovider.com", wildcard: true },
  plans: { basic: { pricingUid: "ABCDEF1234567890", pricingName: "Monthly pricing" } },
};

let declared: Declared[];

async function declare(input: unknown): Promise<Deployment> {
  const deployment = new Deployment("deployment", DeploymentSettings.parse(input));
  await expect.poll(() => declared.some(({ type }) => type === "pulumi-nodejs:apifew:Pricing")).toBe(true);
  return deployment;
}

function records() {
  return declared
    .filter(({ type }) => type === "cloudflare:index/dnsRecord:DnsRecord")
    .map(({ inputs }) => `${inputs.name} ${inputs.type} ${inputs.content}`)
    .sort();
}

describe("Deployment", () => {
  beforeEach(async () => {
    declared = await recordDeclarations();
  });

  it("declares the origin's record, the CNAME target and its wildcard, the fallback origin and the pricings", async () => {
    const deployment = await declare(settings);

    expect(records()).toEqual([
      "*.customers.saasprovider.com CNAME proxy-fallback.saasprovider.com",
      "customers.saasprovider.com CNAME proxy-fallback.saasprovider.com",
      "proxy-fallback.saasprovider.com A 203.0.113.10",
    ]);
    expect(declared.find(({ type }) => type === "pulumi-nodejs:cloudflare:FallbackOrigin")?.inputs).toMatchObject({
      origin: "proxy-fallback.saasprovider.com",
    });
    expect([...deployment.pricings.keys()]).toEqual(["basic"]);
    expect(deployment.cnameTargetOf("acme")).toBe("acme.customers.saasprovider.com");
  });

  it("gives every customer the same CNAME target if no wildcard is configured", async () => {
    const deployment = await declare({ ...settings, cnameTarget: { hostname: "customers.saasprovider.com" } });

    expect(records()).toHaveLength(2);
    expect(deployment.cnameTargetOf("acme")).toBe("customers.saasprovider.com");
  });

  it("declares a manifest only if one is configured", async () => {
    const deployment = await declare(settings);

    expect(deployment.manifest).toBeUndefined();
    expect(declared.some(({ type }) => type.includes("AddonManifest"))).toBe(false);
  });
});
