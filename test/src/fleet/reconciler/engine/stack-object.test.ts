import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpClient } from "../../../../../providers/http/http-client.ts";
import { path } from "../../../../../providers/http/path.ts";
import { RateLimiter } from "../../../../../providers/http/rate-limiter.ts";
import { removeUnlessShared } from "../../../../../src/fleet/reconciler/engine/stack-object.ts";
import { HandClock } from "../../../../support/hand-clock.ts";
import { loopbackServer } from "../../../../support/loopback-server.ts";

/** A vendor that responds with these statuses in turn, and asks to wait five minutes after each failure. */
async function vendor(...statuses: readonly number[]) {
  const calls: string[] = [];
  const baseUrl = await loopbackServer((request, response) => {
    const status = statuses[calls.length] ?? 200;
    calls.push(request.method ?? "");
    response.writeHead(status, status === 200 ? {} : { "retry-after": "300" }).end("{}");
  });
  const clock = new HandClock();
  const limiter = new RateLimiter({ calls: 1, windowMs: 300_000 }, clock);
  const make = (more: object = {}) =>
    createHttpClient({ vendor: "Vendor", baseUrl, headers: {}, secrets: [], faultOf: () => undefined, clock, ...more });
  const remove = { method: "DELETE", path: path`/thing`, schema: z.unknown() } as const;
  const untilAsleep = () => expect.poll(() => clock.sleeping).toBeGreaterThan(0);
  return { calls, clock, client: make(), limited: make({ limiter }), remove, untilAsleep };
}

describe("the removal of an object", () => {
  it("is cancelled without another vendor call if another tenant starts to need the object while a retry waits", async () => {
    const { calls, clock, client, remove, untilAsleep } = await vendor(503, 503);
    let isNeeded = false;
    const removal = removeUnlessShared(
      async () => isNeeded,
      async () => void (await client.send(remove)),
    );
    await untilAsleep();
    isNeeded = true;
    await clock.advance(300_000);
    await removal;
    expect(calls).toEqual(["DELETE"]);
  });

  it("is cancelled if another tenant starts to need the object while the call waits for the account's rate limit", async () => {
    const { calls, clock, limited, remove, untilAsleep } = await vendor();
    await limited.send({ ...remove, method: "GET" });
    let isNeeded = false;
    const removal = removeUnlessShared(
      async () => isNeeded,
      async () => void (await limited.send(remove)),
    );
    await untilAsleep();
    isNeeded = true;
    await clock.advance(300_000);
    await removal;
    expect(calls).toEqual(["GET"]);
  });

  it("checks before each attempt except reads, and continues while no tenant needs the object", async () => {
    const { calls, clock, client, remove, untilAsleep } = await vendor(200, 503, 200);
    let asked = 0;
    const removal = removeUnlessShared(
      async () => {
        asked += 1;
        return false;
      },
      async () => {
        await client.send({ ...remove, method: "GET" });
        await client.send(remove);
      },
    );
    await untilAsleep();
    await clock.advance(300_000);
    await removal;
    expect([calls, asked]).toEqual([["GET", "DELETE", "DELETE"], 3]);
  });

  it("does not start if a tenant needs the object, and fails if the vendor or the check fails", async () => {
    const { calls, client, remove } = await vendor(400);
    const work = async () => void (await client.send(remove));
    await removeUnlessShared(async () => true, work);
    expect(calls).toEqual([]);
    const broken = new Error("the database is away");
    const answers = [Promise.resolve(false), Promise.reject(broken)];
    answers[1]?.catch(() => undefined);
    await expect(removeUnlessShared(() => answers.shift() ?? Promise.resolve(false), work)).rejects.toBe(broken);
    expect(calls).toEqual([]);
    await expect(removeUnlessShared(async () => false, work)).rejects.toThrow("400");
  });
});
