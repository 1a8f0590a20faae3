import { describe, expect, it } from "vitest";
import type { CloudflareClient } from "../../../../providers/cloudflare/client.ts";
import { fallbackOrigin } from "../../../../providers/cloudflare/fallback-origin/index.ts";
import { VendorError } from "../../../../providers/http/vendor-error.ts";
import { hearNotices } from "../../../support/hear-notices.ts";
import { originName, startCloudflare, zoneId } from "../cloudflare-zone.ts";
import { otherName, route, set, unset, upActive } from "./origin-zone.ts";

describe("delete", () => {
  it("returns when the origin is gone, since its DNS record cannot be deleted before (1039)", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    const recordIds: string[] = [];
    for await (const { id } of cloudflare.client.listDnsRecords(zoneId, { name: originName })) {
      recordIds.push(id);
    }
    const [recordId = ""] = recordIds;
    await expect(cloudflare.client.deleteDnsRecord(zoneId, recordId)).rejects.toThrow(/1039/);

    await driver.destroy();

    await cloudflare.client.deleteDnsRecord(zoneId, recordId);
    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("succeeds when the origin is absent, and after a lost answer", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    const again = cloudflare.driveOrigin({ id: zoneId, outs: driver.outs });
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "DELETE", reset: true, afterCommit: true });

    await driver.destroy();
    await again.destroy();

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("continues after failed reads", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "GET", status: 500, times: 4 });

    await driver.destroy();

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("retries after a change in progress (1414)", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    let asked = 0;
    const deleteFallbackOrigin: CloudflareClient["deleteFallbackOrigin"] = async (zone) => {
      asked += 1;
      if (asked === 1) {
        const details = { vendor: "Cloudflare", kind: "invalid", outcome: "not-taken", call: "", detail: "" } as const;
        throw new VendorError({ ...details, code: "1414" });
      }
      await cloudflare.client.deleteFallbackOrigin(zone);
    };
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, deleteFallbackOrigin } };

    await fallbackOrigin.delete(zoneId, { origin: originName }, context);

    expect(asked).toBe(2);
    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("fails at once and keeps the state when Cloudflare's removal fails", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const findFallbackOrigin: CloudflareClient["findFallbackOrigin"] = () =>
      Promise.resolve({ origin: originName, status: "deletion_timed_out" });
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, findFallbackOrigin } };
    const before = cloudflare.clock.now();

    await expect(fallbackOrigin.delete(zoneId, { origin: originName }, context)).rejects.toThrow(
      /timed out at Cloudflare/,
    );
    expect(cloudflare.clock.now()).toBe(before);
  });

  it("ends when Cloudflare shows the origin as deleted", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const findFallbackOrigin: CloudflareClient["findFallbackOrigin"] = () =>
      Promise.resolve({ origin: originName, status: "deleted" });
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, findFallbackOrigin } };

    await fallbackOrigin.delete(zoneId, { origin: originName }, context);

    expect(await fallbackOrigin.read(zoneId, {}, context)).toBeUndefined();
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("fails and keeps the state when the removal exceeds the deadline", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const findFallbackOrigin: CloudflareClient["findFallbackOrigin"] = () =>
      Promise.resolve({ origin: originName, status: "pending_deletion" });
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, findFallbackOrigin } };

    await expect(fallbackOrigin.delete(zoneId, { origin: originName }, context)).rejects.toThrow(/within 300 s/);
  });

  it("does not remove an origin that someone else has set, and says so", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    using heard = hearNotices();
    const driver = await upActive(cloudflare);
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);
    await cloudflare.newCalls();

    await driver.destroy();

    expect(await cloudflare.newWrites()).toEqual([]);
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName });
    expect(heard.messages).toEqual([
      `the fallback origin of zone ${zoneId} is ${otherName}, not ${originName} as in the state: it was not changed`,
    ]);
  });

  it("does not remove an origin that someone sets during the removal", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    using heard = hearNotices();
    const driver = await upActive(cloudflare);
    const { client } = cloudflare;
    let isDeleted = false;
    const racing: CloudflareClient = {
      ...client,
      deleteFallbackOrigin: async (zone) => {
        await client.deleteFallbackOrigin(zone);
        isDeleted = true;
      },
      findFallbackOrigin: (zone) =>
        isDeleted ? Promise.resolve({ origin: otherName, status: "active" }) : client.findFallbackOrigin(zone),
    };

    await fallbackOrigin.delete(zoneId, driver.outs, { clock: cloudflare.clock, client: racing });

    expect(await cloudflare.newWrites()).toEqual([`DELETE ${route}`]);
    expect(heard.messages).toHaveLength(1);
  });

  it.each([`${originName}.`, originName.toUpperCase()])("recognises its own origin as %s", async (name) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    await fallbackOrigin.delete(zoneId, { ...driver.outs, origin: name }, cloudflare);

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("keeps the state when Cloudflare refuses the removal", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "DELETE", status: 403 });

    await expect(driver.destroy()).rejects.toThrow("HTTP 403");
    expect(driver.id).toBe(zoneId);
  });
});
