import { describe, expect, it } from "vitest";
import { fallbackOrigin } from "../../../../providers/cloudflare/fallback-origin/index.ts";
import { originName, otherZoneId, startCloudflare, zoneId } from "../cloudflare-zone.ts";
import { inputs, otherName, route, set, unset, upActive } from "./origin-zone.ts";

describe("update", () => {
  it("sets another origin with one PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    await driver.up({ ...inputs, origin: otherName });

    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
    expect(driver.outs).toMatchObject({ origin: otherName, status: "active" });
  });

  it("of only this provider's options sends no write", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    expect(await driver.up({ ...inputs, waitFor: "none", waitTimeoutSeconds: 20, adopt: true })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("restores an origin that someone changed", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);

    expect(await driver.refresh()).toBe("drifted");
    await driver.up(inputs);

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it("of the zone sets the new origin first, then removes the old one", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.client.createDnsRecord(otherZoneId, {
      type: "A",
      name: "origin.other-provider.com",
      content: "203.0.113.9",
      ttl: 1,
      proxied: true,
    });
    await cloudflare.newCalls();

    expect(await driver.up({ zoneId: otherZoneId, origin: "origin.other-provider.com" })).toBe("replace");

    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`, `DELETE ${route}`]);
    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });
});

describe("read", () => {
  it("of an origin without a status, or with an unknown one, succeeds and is not ready", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    for (const status of [undefined, null, "hibernating"]) {
      const driver = cloudflare.driveOriginWith((client) => ({
        ...client,
        findFallbackOrigin: async (zone) => {
          const found = await client.findFallbackOrigin(zone);
          return found && { ...found, status };
        },
      }));

      await expect(driver.up({ ...inputs, adopt: true, waitTimeoutSeconds: 5 })).rejects.toThrow(/set but not active/);

      expect(driver.outs).toMatchObject({ status: status ?? "unknown" });
    }
  });

  it("reports the origin as gone when none is set or it is being removed", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    const later = cloudflare.driveOrigin({ id: zoneId, inputs: driver.inputs, outs: driver.outs });
    await cloudflare.client.deleteFallbackOrigin(zoneId);

    expect(await driver.refresh()).toBe("gone");
    await cloudflare.pass(10);
    expect(await later.refresh()).toBe("gone");
  });

  it("by id alone returns the inputs of a matching program", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const imported = cloudflare.driveOrigin({ id: zoneId });
    await imported.refresh();

    expect(await imported.up(inputs)).toBe("same");
  });

  it.each([401, 403, 429, 500])("keeps the state on HTTP %i", async (status) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "GET", status, times: 50 });

    await expect(driver.refresh()).rejects.toThrow(`HTTP ${status}`);
    expect(driver.id).toBe(zoneId);
  });
});

describe("list", () => {
  it("returns the zone's origin, and nothing if there is none", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const origins: string[] = [];
    for (const zone of [zoneId, otherZoneId]) {
      for await (const { inputs: observed } of fallbackOrigin.list({ zoneId: zone }, cloudflare)) {
        origins.push(observed.origin);
      }
    }

    expect(origins).toEqual([originName]);
  });
});
