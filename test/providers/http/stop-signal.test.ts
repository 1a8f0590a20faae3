import { describe, expect, test } from "vitest";
import { z } from "zod";
import { systemClock } from "../../../providers/http/clock.ts";
import { createHttpClient } from "../../../providers/http/http-client.ts";
import { path } from "../../../providers/http/path.ts";
import { RateLimiter } from "../../../providers/http/rate-limiter.ts";
import { stoppable } from "../../../providers/http/stop-signal.ts";
import { waitFor } from "../../../providers/http/wait-for.ts";
import { loopbackServer } from "../../support/loopback-server.ts";

const never = new Promise<never>(() => undefined);

/** A client of a vendor that answers as the test says, and its number of calls. */
async function vendor(answer: (count: number) => { status: number; retryAfter?: number } | Promise<never>) {
  const { promise: called, resolve: isCalled } = Promise.withResolvers<void>();
  let calls = 0;
  const baseUrl = await loopbackServer(async (_request, response) => {
    calls += 1;
    isCalled();
    const { status, retryAfter } = await answer(calls);
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }).end("{}");
  });
  const limiter = new RateLimiter({ calls: 1, windowMs: 3_600_000 }, systemClock);
  const make = (more: object = {}) =>
    createHttpClient({ vendor: "Vendor", baseUrl, headers: {}, secrets: [], faultOf: () => undefined, ...more });
  return { client: make(), limited: make({ limiter }), called, calls: () => calls };
}

const read = { method: "GET", path: path`/list`, schema: z.unknown() } as const;
const write = { method: "POST", path: path`/bill`, schema: z.unknown() } as const;
const givenUp = { kind: "unavailable", details: { outcome: "not-taken" } };

describe("stopped work", () => {
  test("aborts a read that the vendor does not answer, and makes no further call", async () => {
    const { client, called, calls } = await vendor(() => never);
    const stopping = new AbortController();
    const work = stoppable(stopping.signal, async () => {
      await client.send(read).catch(() => undefined);
      await client.send(write);
    });
    await called;
    stopping.abort();
    await expect(work).rejects.toMatchObject(givenUp);
    expect(calls()).toBe(1);
  });

  test("aborts a pause that a vendor requested", async () => {
    const { client, called, calls } = await vendor(() => ({ status: 429, retryAfter: 300 }));
    const stopping = new AbortController();
    const work = stoppable(stopping.signal, () => client.send(read));
    await called;
    stopping.abort();
    await expect(work).rejects.toMatchObject({ name: "VendorError" });
    expect(calls()).toBe(1);
  });

  test("leaves only its own place in the queue for the account's budget", async () => {
    const { limited } = await vendor(() => ({ status: 200 }));
    await limited.send(read);
    const stopping = new AbortController();
    const waiting = stoppable(stopping.signal, () => limited.send(write));
    let isOver = false;
    void limited.send(write).finally(() => {
      isOver = true;
    });
    stopping.abort();
    await expect(waiting).rejects.toMatchObject(givenUp);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
  });

  test("waits for a write that was sent, because its outcome would be unknown otherwise", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<{ status: number }>();
    const { client, called } = await vendor(() => answer as Promise<never>);
    const stopping = new AbortController();
    const work = stoppable(stopping.signal, () => client.send(write));
    await called;
    stopping.abort();
    resolve({ status: 200 });
    await expect(work).resolves.toEqual({});
  });

  test("ends a wait for a state that is not reached", async () => {
    const stopping = new AbortController();
    const options = { what: "it", timeoutMs: 3_600_000, intervalMs: 600_000, clock: systemClock };
    const work = stoppable(stopping.signal, () => waitFor(async () => undefined, options));
    stopping.abort();
    await expect(work).rejects.toMatchObject({ name: "AbortError" });
  });
});
