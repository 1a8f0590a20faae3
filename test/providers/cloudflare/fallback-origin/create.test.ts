import { describe, expect, it } from "vitest";
import { VendorError } from "../../../../providers/http/vendor-error.ts";
import { originName, originRecord, startCloudflare, zoneId } from "../cloudflare-zone.ts";
import { inputs, otherName, route, set, unset } from "./origin-zone.ts";

describe("create", () => {
  it("checks first, sets the origin once, and waits until it is active", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = cloudflare.driveOrigin();

    await driver.up(inputs);

    expect((await cloudflare.newCalls()).slice(0, 3)).toEqual([`GET ${route}`, `PUT ${route}`, `GET ${route}`]);
    expect(driver.id).toBe(zoneId);
    expect(driver.outs).toEqual({
      ...inputs,
      waitFor: "active",
      waitTimeoutSeconds: 300,
      status: "active",
      errors: [],
    });
    expect(await driver.up(inputs)).toBe("same");
    expect(await driver.refresh()).toBe("same");
  });

  it("returns at once for waitFor none", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = cloudflare.driveOrigin();

    await driver.up({ ...inputs, waitFor: "none" });

    expect(await cloudflare.newCalls()).toEqual([`GET ${route}`, `PUT ${route}`, `GET ${route}`]);
    expect(driver.outs).toMatchObject({ status: "initializing" });
  });

  it.each([originName, otherName])(
    "refuses to take over an origin that is set (%s) and does not change it",
    async (origin) => {
      await using cloudflare = await startCloudflare({ zone: set });

      await expect(cloudflare.driveOrigin().up({ zoneId, origin })).rejects.toThrow(
        new RegExp(`fallback origin ${originName} of zone ${zoneId} exists already.*adopt: true`),
      );

      expect(await cloudflare.newWrites()).toEqual([]);
    },
  );

  it("adopts an equal one without a PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const driver = cloudflare.driveOrigin();

    await driver.up({ ...inputs, adopt: true });

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(driver.outs).toMatchObject({ status: "active" });
  });

  it("adopts a different one, named by the zone's id, with one PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: set });

    await cloudflare.driveOrigin().up({ zoneId, origin: otherName, adopt: zoneId });

    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("waits for an origin that is being removed and needs no permission to replace it", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    await cloudflare.client.deleteFallbackOrigin(zoneId);

    await cloudflare.driveOrigin().up({ zoneId, origin: otherName });

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("waits until a change in progress has ended (1414)", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);

    await cloudflare.driveOrigin().up({ ...inputs, adopt: true });

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it.each([{ reset: true }, { status: 502 }, { malformed: true }])(
    "recognises its own origin after an answer lost after the commit (%o)",
    async (fault) => {
      await using cloudflare = await startCloudflare({ zone: unset });
      await cloudflare.sandbox.fault({ vendor: "cloudflare", method: "PUT", ...fault, afterCommit: true });
      const driver = cloudflare.driveOrigin();

      await driver.up(inputs);

      expect(driver.outs).toMatchObject({ status: "active" });
    },
  );

  it("keeps the id if every answer is lost, so that the next run recognises its own origin", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const lost = { vendor: "cloudflare", method: "PUT", reset: true as const, afterCommit: true, times: 5 };
    await cloudflare.sandbox.fault(lost);
    const driver = cloudflare.driveOrigin();

    await expect(driver.up(inputs)).rejects.toThrow(/may be set/);

    expect(driver.id).toBe(zoneId);
    await driver.up(inputs);
    expect(driver.outs).toMatchObject({ status: "active" });
    expect(driver.isIncomplete).toBe(false);
  });
});

it("create fails with Cloudflare's answer when a change is still in progress at the deadline (1414)", async () => {
  await using cloudflare = await startCloudflare({ zone: unset });
  const details = { vendor: "Cloudflare", kind: "invalid", outcome: "not-taken", call: "PUT", code: "1414" } as const;
  const driver = cloudflare.driveOriginWith((client) => ({
    ...client,
    putFallbackOrigin: () => Promise.reject(new VendorError({ ...details, detail: "wait for the earlier change" })),
  }));

  await expect(driver.up({ ...inputs, waitTimeoutSeconds: 30 })).rejects.toThrow(
    /is not set: .* within 30 s; Cloudflare answered: .*1414.*wait for the earlier change/,
  );
  expect(driver.id).toBeUndefined();
});

describe("a deployment that fails", () => {
  const wrongDns = { dnsRecords: [{ ...originRecord, proxied: false }], fallbackOrigin: undefined };

  it("keeps the id after the deadline and shows Cloudflare's texts", async () => {
    await using cloudflare = await startCloudflare({ zone: wrongDns });
    const driver = cloudflare.driveOrigin();

    await expect(driver.up({ ...inputs, waitTimeoutSeconds: 30 })).rejects.toThrow(
      /within 30 s; DNS records are not setup correctly/,
    );

    expect(driver.id).toBe(zoneId);
    expect(driver.isIncomplete).toBe(true);
    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
  });

  it("fails at once if Cloudflare stops trying, and the next run sets it again", async () => {
    await using cloudflare = await startCloudflare({ zone: wrongDns });
    const driver = cloudflare.driveOrigin();

    await expect(driver.up({ ...inputs, waitTimeoutSeconds: 3_600 })).rejects.toThrow(/deployment_timed_out|3600 s/);
    await cloudflare.pass(3_600);
    await driver.refresh();
    expect(driver.outs).toMatchObject({ status: "deployment_timed_out" });
    for await (const { id } of cloudflare.client.listDnsRecords(zoneId)) {
      await cloudflare.client.updateDnsRecord(zoneId, id, { proxied: true });
    }
    const stillThere = cloudflare.driveOrigin({ id: zoneId, inputs: driver.inputs, outs: driver.outs });

    expect(await stillThere.up({ ...inputs, waitTimeoutSeconds: 3_600 })).toBe("update");
    expect(stillThere.outs).toMatchObject({ status: "active" });
  });
});
