import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CloudflareClient } from "../../../providers/cloudflare/client.ts";
import { fallbackOrigin } from "../../../providers/cloudflare/fallback-origin/index.ts";
import { VendorError } from "../../../providers/http/vendor-error.ts";
import { hearNotices } from "../../support/hear-notices.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";
import {
  type CloudflareZone,
  originName,
  originRecord,
  otherZoneId,
  startCloudflare,
  zoneId,
} from "./cloudflare-zone.ts";

const route = "/zones/:zone/custom_hostnames/fallback_origin";
const otherName = "second.saasprovider.com";
const records = [originRecord, { ...originRecord, name: otherName }];
const unset = { dnsRecords: records, fallbackOrigin: undefined };
const set = { dnsRecords: records, fallbackOrigin: originName };
const inputs = { zoneId, origin: originName };

/** The client, whose calls wait for others as the turns say. */
function inTurns(client: CloudflareClient, turns: Iterator<boolean>): CloudflareClient {
  const soon = async () => {
    while (turns.next().value === true) {
      await setImmediate();
    }
  };
  return {
    ...client,
    findFallbackOrigin: async (zone) => {
      await soon();
      return client.findFallbackOrigin(zone);
    },
    putFallbackOrigin: async (zone, origin) => {
      await soon();
      return client.putFallbackOrigin(zone, origin);
    },
  };
}

async function upActive(cloudflare: CloudflareZone) {
  const driver = cloudflare.driveOrigin();
  await driver.up(inputs);
  await cloudflare.newCalls();
  return driver;
}

describe("create", () => {
  it("looks first, sets it once, and waits until it is active", async () => {
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

  it.each([originName, otherName])("refuses to take over one that is set (%s) and leaves it alone", async (origin) => {
    await using cloudflare = await startCloudflare({ zone: set });

    await expect(cloudflare.driveOrigin().up({ zoneId, origin })).rejects.toThrow(
      new RegExp(`fallback origin ${originName} of zone ${zoneId} exists already.*adopt: true`),
    );

    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("adopts an equal one without a PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const driver = cloudflare.driveOrigin();

    await driver.up({ ...inputs, adopt: true });

    expect(await cloudflare.newWrites()).toEqual([]);
    expect(driver.outs).toMatchObject({ status: "active" });
  });

  it("adopts another one, named by the zone's id, with one PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: set });

    await cloudflare.driveOrigin().up({ zoneId, origin: otherName, adopt: zoneId });

    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("waits for one that is on its way out and needs no leave to follow it", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    await cloudflare.client.deleteFallbackOrigin(zoneId);

    await cloudflare.driveOrigin().up({ zoneId, origin: otherName });

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("settles behind a change that is on its way (1414)", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);

    await cloudflare.driveOrigin().up({ ...inputs, adopt: true });

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it.each([{ reset: true }, { status: 502 }, { malformed: true }])(
    "knows its own again after an answer that was lost behind the commit (%o)",
    async (fault) => {
      await using cloudflare = await startCloudflare({ zone: unset });
      await cloudflare.world.fault({ vendor: "cloudflare", method: "PUT", ...fault, afterCommit: true });
      const driver = cloudflare.driveOrigin();

      await driver.up(inputs);

      expect(driver.outs).toMatchObject({ status: "active" });
    },
  );

  it("keeps the id when every answer is lost, so that the next run is not refused its own origin", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const lost = { vendor: "cloudflare", method: "PUT", reset: true as const, afterCommit: true, times: 5 };
    await cloudflare.world.fault(lost);
    const driver = cloudflare.driveOrigin();

    await expect(driver.up(inputs)).rejects.toThrow(/may be set/);

    expect(driver.id).toBe(zoneId);
    await driver.up(inputs);
    expect(driver.outs).toMatchObject({ status: "active" });
    expect(driver.isIncomplete).toBe(false);
  });
});

describe("two in one program for one zone", () => {
  const second = { zoneId, origin: otherName };

  it.each([false, true])("refuses the second while the first is being made (adopt: %s)", async (adopt) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const handler = cloudflare.originHandler();
    const [one, other] = [new ResourceDriver(handler), new ResourceDriver(handler)];

    const results = await Promise.allSettled([one.up({ ...inputs, adopt }), other.up({ ...second, adopt })]);

    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining("two resources of this program") } });
    expect(other.id).toBeUndefined();
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it("refuses one that is added beside the one in the state, although it may adopt", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const { inputs: had, outs } = await upActive(cloudflare);
    const handler = cloudflare.originHandler();

    await new ResourceDriver(handler, { id: zoneId, inputs: had, outs }).up(inputs);

    await expect(new ResourceDriver(handler).up({ ...second, adopt: true })).rejects.toThrow(/two resources/);
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("lets another one be made when the first is gone", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const handler = cloudflare.originHandler();
    const one = new ResourceDriver(handler);
    await one.up(inputs);
    await one.destroy();

    await new ResourceDriver(handler).up(second);

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("in processes of their own accept nothing that is not what they put, whichever order the calls take", async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (turns) => {
        await using cloudflare = await startCloudflare({ zone: unset });
        const drivers = [inputs, second].map((wanted) => ({
          wanted,
          driver: cloudflare.driveOriginWith((client) => inTurns(client, turns)),
        }));

        const results = await Promise.allSettled(drivers.map(({ driver, wanted }) => driver.up(wanted)));

        const stands = (await cloudflare.zone()).fallback_origin?.origin;
        const accepted = drivers.filter((_driver, index) => results[index]?.status === "fulfilled");
        expect(accepted.map(({ wanted }) => wanted.origin)).toEqual([stands]);
      }),
      { numRuns: 20 },
    );
  });

  it("of which another program sets its own right after the PUT fails and keeps no state", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = cloudflare.driveOriginWith((client) => ({
      ...client,
      putFallbackOrigin: async (zone, origin) => {
        const answer = await client.putFallbackOrigin(zone, origin);
        await cloudflare.pass(10);
        await client.putFallbackOrigin(zone, otherName);
        return answer;
      },
    }));

    await expect(driver.up(inputs)).rejects.toThrow(
      new RegExp(`${otherName} was set in zone ${zoneId} at the same time`),
    );

    expect(driver.id).toBeUndefined();
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName });
  });

  it("does not take over an origin that appears behind a change on its way (1414)", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = cloudflare.driveOriginWith((client) => {
      let isFirst = true;
      return {
        ...client,
        findFallbackOrigin: async (zone) => {
          const found = await client.findFallbackOrigin(zone);
          if (isFirst) {
            isFirst = false;
            await client.putFallbackOrigin(zone, otherName);
          }
          return found;
        },
      };
    });

    await expect(driver.up(inputs)).rejects.toThrow(/exists already.*adopt/);

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName });
  });
});

it("says what Cloudflare answered when a change stays on its way past the deadline (1414)", async () => {
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

  it("keeps the id past the deadline and tells Cloudflare's texts", async () => {
    await using cloudflare = await startCloudflare({ zone: wrongDns });
    const driver = cloudflare.driveOrigin();

    await expect(driver.up({ ...inputs, waitTimeoutSeconds: 30 })).rejects.toThrow(
      /within 30 s; DNS records are not setup correctly/,
    );

    expect(driver.id).toBe(zoneId);
    expect(driver.isIncomplete).toBe(true);
    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
  });

  it("fails at once when Cloudflare gives up, and the next run sets it anew", async () => {
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

describe("update", () => {
  it("sets another origin with one PUT", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    await driver.up({ ...inputs, origin: otherName });

    expect(await cloudflare.newWrites()).toEqual([`PUT ${route}`]);
    expect(driver.outs).toMatchObject({ origin: otherName, status: "active" });
  });

  it("of this provider's options alone writes nothing", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    expect(await driver.up({ ...inputs, waitFor: "none", waitTimeoutSeconds: 20, adopt: true })).toBe("update");

    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("remediates an origin that somebody changed", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);

    expect(await driver.refresh()).toBe("drifted");
    await driver.up(inputs);

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it("of the zone makes the new one first and then leaves the old zone", async () => {
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
  it("of an origin without a status, or with one of tomorrow, is no failure and not ready", async () => {
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

  it("says gone when none is set, and when it is on its way out", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    const later = cloudflare.driveOrigin({ id: zoneId, inputs: driver.inputs, outs: driver.outs });
    await cloudflare.client.deleteFallbackOrigin(zoneId);

    expect(await driver.refresh()).toBe("gone");
    await cloudflare.pass(10);
    expect(await later.refresh()).toBe("gone");
  });

  it("with the id alone gives the inputs of the program that matches", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const imported = cloudflare.driveOrigin({ id: zoneId });
    await imported.refresh();

    expect(await imported.up(inputs)).toBe("same");
  });

  it.each([401, 403, 429, 500])("keeps the state on HTTP %i", async (status) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.world.fault({ vendor: "cloudflare", method: "GET", status, times: 50 });

    await expect(driver.refresh()).rejects.toThrow(`HTTP ${status}`);
    expect(driver.id).toBe(zoneId);
  });
});

describe("delete", () => {
  it("returns when the origin is really gone: its DNS record can go then, and could not before (1039)", async () => {
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

  it("of the absent is a success, and so is one whose answer was lost", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    const again = cloudflare.driveOrigin({ id: zoneId, outs: driver.outs });
    await cloudflare.world.fault({ vendor: "cloudflare", method: "DELETE", reset: true, afterCommit: true });

    await driver.destroy();
    await again.destroy();

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("goes on over looks that fail", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.world.fault({ vendor: "cloudflare", method: "GET", status: 500, times: 4 });

    await driver.destroy();

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("asks again behind a change that is on its way (1414)", async () => {
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

  it("that Cloudflare fails at says so at once and keeps the state", async () => {
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

  it("ends where Cloudflare shows the origin as deleted", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const findFallbackOrigin: CloudflareClient["findFallbackOrigin"] = () =>
      Promise.resolve({ origin: originName, status: "deleted" });
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, findFallbackOrigin } };

    await fallbackOrigin.delete(zoneId, { origin: originName }, context);

    expect(await fallbackOrigin.read(zoneId, {}, context)).toBeUndefined();
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("that takes longer than the deadline fails and keeps the state", async () => {
    await using cloudflare = await startCloudflare({ zone: set });
    const findFallbackOrigin: CloudflareClient["findFallbackOrigin"] = () =>
      Promise.resolve({ origin: originName, status: "pending_deletion" });
    const context = { clock: cloudflare.clock, client: { ...cloudflare.client, findFallbackOrigin } };

    await expect(fallbackOrigin.delete(zoneId, { origin: originName }, context)).rejects.toThrow(/within 300 s/);
  });

  it("leaves an origin that somebody else has set, and says so", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    using heard = hearNotices();
    const driver = await upActive(cloudflare);
    await cloudflare.client.putFallbackOrigin(zoneId, otherName);
    await cloudflare.newCalls();

    await driver.destroy();

    expect(await cloudflare.newWrites()).toEqual([]);
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName });
    expect(heard.messages).toEqual([
      `the fallback origin of zone ${zoneId} is ${otherName}, not ${originName} as in the state: it is left as it is`,
    ]);
  });

  it("leaves one that somebody sets while the own one goes", async () => {
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

  it.each([`${originName}.`, originName.toUpperCase()])("takes its own name as %s for its own", async (name) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);

    await fallbackOrigin.delete(zoneId, { ...driver.outs, origin: name }, cloudflare);

    expect((await cloudflare.zone()).fallback_origin).toBeNull();
  });

  it("keeps the state when it may not", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const driver = await upActive(cloudflare);
    await cloudflare.world.fault({ vendor: "cloudflare", method: "DELETE", status: 403 });

    await expect(driver.destroy()).rejects.toThrow("HTTP 403");
    expect(driver.id).toBe(zoneId);
  });
});

describe("list", () => {
  it("yields the zone's one, and nothing where there is none", async () => {
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
