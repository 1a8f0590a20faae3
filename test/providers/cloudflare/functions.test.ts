import { describe, expect, it } from "vitest";
import { cloudflareVendor } from "../../../providers/cloudflare/vendor.ts";
import { type CloudflareZone, originName, otherZoneId, startCloudflare, zoneId } from "./cloudflare-zone.ts";

const hostname = "shop.acme-shoes.com";

function ask(cloudflare: CloudflareZone, name: string, args: Record<string, unknown>) {
  const { settings, clock } = cloudflare;
  return cloudflareVendor.connect(settings, { clock }).invoke(`cloudflare:${name}`, args);
}

async function outputsOf(cloudflare: CloudflareZone, name: string, args: Record<string, unknown>) {
  const { outputs, failures } = await ask(cloudflare, name, args);
  expect(failures).toBeUndefined();
  return outputs;
}

describe("getCustomHostname", () => {
  it("returns what the resource returns, by name and by id, without a write", async () => {
    await using cloudflare = await startCloudflare();
    const driver = cloudflare.driveHostname();
    const ssl = { method: "txt", settings: { minTlsVersion: "1.2" } };
    await driver.up({ zoneId, hostname, ssl, customMetadata: { seats: 5 } });
    await cloudflare.newWrites();

    const byName = await outputsOf(cloudflare, "getCustomHostname", { zoneId, hostname: hostname.toUpperCase() });
    const { hostnameId, validationRecords, createdAt } = driver.outs;
    expect(byName).toMatchObject({
      ...{ hostnameId, validationRecords, createdAt, hostname, zoneId },
      importId: driver.id,
      status: "pending",
      sslStatus: "pending_validation",
      sslMethod: "txt",
      customMetadata: { seats: 5 },
      dcvDelegation: { name: `_acme-challenge.${hostname}`, target: expect.stringContaining(hostname) },
    });
    expect(await outputsOf(cloudflare, "getCustomHostname", { zoneId, hostnameId })).toEqual(byName);
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("fails for an unknown hostname and for an unknown id", async () => {
    await using cloudflare = await startCloudflare();
    await expect(ask(cloudflare, "getCustomHostname", { zoneId, hostname })).rejects.toThrow(
      `Cloudflare has no custom hostname "${hostname}" in zone ${zoneId}`,
    );
    const hostnameId = "0d89c70d-ad9f-4843-b99f-6cc0252067e9";
    await expect(ask(cloudflare, "getCustomHostname", { zoneId, hostnameId })).rejects.toThrow(
      `Cloudflare has no custom hostname with the id "${hostnameId}" in zone ${zoneId}`,
    );
  });

  it.each([{}, { hostname, hostnameId: "id" }])("needs either a name or an id", async (args) => {
    await using cloudflare = await startCloudflare();
    expect(await ask(cloudflare, "getCustomHostname", { zoneId, ...args })).toEqual({
      failures: [{ property: "hostname", reason: "or hostnameId must be given, and not both" }],
    });
  });
});

describe("getCustomHostnames", () => {
  const names = ["a.acme-shoes.com", "b.acme-shoes.com", "c.globex.eu"];

  async function seeded() {
    const cloudflare = await startCloudflare();
    for (const name of names) {
      await cloudflare.client.createCustomHostname(zoneId, { hostname: name, ssl: { method: "txt", type: "dv" } });
    }
    return cloudflare;
  }

  it("returns every hostname of the zone, across pages", async () => {
    await using cloudflare = await startCloudflare();
    const many = Array.from({ length: 60 }, (_, index) => `shop-${index}.acme-shoes.com`);
    for (const name of many) {
      await cloudflare.client.createCustomHostname(zoneId, { hostname: name });
    }
    const outputs = await outputsOf(cloudflare, "getCustomHostnames", { zoneId });
    const found = Object(outputs?.hostnames).map((one: { hostname: string }) => one.hostname);
    expect(found.toSorted()).toEqual(many.toSorted());
  });

  it.each([
    [{ hostnameContains: "ACME" }, names.slice(0, 2)],
    [{ status: "pending" }, names],
    [{ status: "active" }, []],
    [{ sslStatus: "expired" }, []],
    [{ customOriginServer: originName }, []],
  ])("returns those that match %o", async (filters, matching) => {
    await using cloudflare = await seeded();
    const outputs = await outputsOf(cloudflare, "getCustomHostnames", { zoneId, ...filters });
    const found = Object(outputs?.hostnames).map((one: { hostname: string }) => one.hostname);
    expect(found.toSorted()).toEqual(matching);
  });
});

describe("getFallbackOrigin", () => {
  it("returns the origin and its status, and fails if none is set", async () => {
    await using cloudflare = await startCloudflare();
    expect(await outputsOf(cloudflare, "getFallbackOrigin", { zoneId })).toEqual({
      ...{ zoneId, origin: originName, status: "active", errors: [] },
    });
    await expect(ask(cloudflare, "getFallbackOrigin", { zoneId: otherZoneId })).rejects.toThrow(
      `Cloudflare has no fallback origin in zone ${otherZoneId}`,
    );
  });
});

describe("getQuota", () => {
  it("returns the allocated and used numbers, whether the quota is exceeded, and the hard cap", async () => {
    await using cloudflare = await startCloudflare({ zone: { entitlements: { quotaAllocated: 1, quotaHardCap: 7 } } });
    const quota = () => outputsOf(cloudflare, "getQuota", { zoneId });
    expect(await quota()).toEqual({ allocated: 1, used: 0, exceeded: false, hardCap: 7 });
    await cloudflare.client.createCustomHostname(zoneId, { hostname: "a.acme-shoes.com" });
    await cloudflare.client.createCustomHostname(zoneId, { hostname: "b.acme-shoes.com" });
    expect(await quota()).toEqual({ allocated: 1, used: 2, exceeded: true, hardCap: 7 });
  });
});
