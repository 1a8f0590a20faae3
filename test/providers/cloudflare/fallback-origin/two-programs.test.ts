import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CloudflareClient } from "../../../../providers/cloudflare/client.ts";
import { ResourceDriver } from "../../../support/resource-driver.ts";
import { originName, startCloudflare, zoneId } from "../cloudflare-zone.ts";
import { inputs, otherName, unset, upActive } from "./origin-zone.ts";

/** The client with each call delayed while `turns` yields true. */
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

describe("two fallback origins of one zone in one program", () => {
  const second = { zoneId, origin: otherName };

  it.each([false, true])("are refused while the first is being created (adopt: %s)", async (adopt) => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const handler = cloudflare.originHandler();
    const [one, other] = [new ResourceDriver(handler), new ResourceDriver(handler)];

    const results = await Promise.allSettled([one.up({ ...inputs, adopt }), other.up({ ...second, adopt })]);

    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(results[1]).toMatchObject({ reason: { message: expect.stringContaining("two resources of this program") } });
    expect(other.id).toBeUndefined();
    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: originName, status: "active" });
  });

  it("are refused if the second is added later, even if it may adopt", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const { inputs: had, outs } = await upActive(cloudflare);
    const handler = cloudflare.originHandler();

    await new ResourceDriver(handler, { id: zoneId, inputs: had, outs }).up(inputs);

    await expect(new ResourceDriver(handler).up({ ...second, adopt: true })).rejects.toThrow(/two resources/);
    expect(await cloudflare.newWrites()).toEqual([]);
  });

  it("are allowed one after the other, once the first is gone", async () => {
    await using cloudflare = await startCloudflare({ zone: unset });
    const handler = cloudflare.originHandler();
    const one = new ResourceDriver(handler);
    await one.up(inputs);
    await one.destroy();

    await new ResourceDriver(handler).up(second);

    expect((await cloudflare.zone()).fallback_origin).toMatchObject({ origin: otherName, status: "active" });
  });

  it("in separate processes succeed only with the origin that each set, in any order of calls", async () => {
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

  it("fail without state when another program sets its origin right after the PUT", async () => {
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

  it("do not take over an origin that appears after a change in progress (1414)", async () => {
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
