import fc from "fast-check";
import { MockAgent } from "undici";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createHttpClient, type HttpClientOptions } from "../../../providers/http/http-client.ts";
import { path } from "../../../providers/http/path.ts";
import { RateLimiter } from "../../../providers/http/rate-limiter.ts";
import { redacted } from "../../../providers/http/redact.ts";
import type { VendorErrorKind } from "../../../providers/http/vendor-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { useMockVendor } from "../../support/mock-vendor.ts";

const origin = "https://vendor.example";
const Answer = z.object({ id: z.string() });
const Failure = z.object({ error: z.string(), code: z.string().optional() });

const vendor = useMockVendor();

function client(options: Partial<HttpClientOptions> = {}) {
  return createHttpClient({
    vendor: "Vendor",
    baseUrl: `${origin}/v2/`,
    headers: { authorization: "Bearer hush-hush-hush" },
    secrets: ["hush-hush-hush"],
    faultOf: (body) => {
      const failure = Failure.safeParse(body);
      return failure.success
        ? { detail: failure.data.error, ...(failure.data.code ? { code: failure.data.code } : {}) }
        : undefined;
    },
    dispatcher: vendor.agent(),
    clock: new FakeClock(),
    ...options,
  });
}

function intercept(method: string, at = "/v2/things") {
  return vendor.agent().get(origin).intercept({ method, path: at });
}

const get = { method: "GET", path: path`/things`, schema: Answer } as const;
const post = { method: "POST", path: path`/things`, body: { name: "a" }, schema: Answer } as const;

describe("requests", () => {
  test("send method, path, query, body and headers, and return the parsed answer", async () => {
    vendor
      .agent()
      .get(origin)
      .intercept({
        method: "POST",
        path: "/v2/things?page=2&name=a%26b",
        body: '{"name":"a"}',
        headers: {
          authorization: "Bearer hush-hush-hush",
          "content-type": "application/json",
          accept: "application/json",
        },
      })
      .reply(201, { id: "1", more: true });

    expect(await client().send({ ...post, query: { page: 2, name: "a&b", left: undefined } })).toEqual({ id: "1" });
  });

  test("pass the limiter once for each attempt", async () => {
    const clock = new FakeClock();
    intercept("GET").reply(503, "");
    intercept("GET").reply(200, { id: "1" });
    const limiter = new RateLimiter({ calls: 1, windowMs: 60_000 }, clock);

    await client({ clock, limiter }).send(get);

    expect(clock.sleepsMs.at(-1)).toBeGreaterThan(59_000);
  });
});

describe("retries", () => {
  test("never send a POST twice after a lost answer", async () => {
    intercept("POST").replyWithError(new Error("other side closed"));

    await expect(client().send(post)).rejects.toMatchObject({ kind: "unavailable", details: { outcome: "unknown" } });
  });

  test.each([
    [500, ""],
    [502, "<html>"],
    [503, '{"error":"busy"}'],
    [200, '{"id":"tr'],
    [200, '{"no":"id"}'],
    [302, ""],
  ])("never send a POST twice after %i %s", async (status, body) => {
    intercept("POST").reply(status, body);

    await expect(client().send(post)).rejects.toMatchObject({ details: { outcome: "unknown" } });
  });

  test("send a POST again if it never left", async () => {
    intercept("POST").replyWithError(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    intercept("POST").reply(200, { id: "1" });

    expect(await client().send(post)).toEqual({ id: "1" });
  });

  test.each(["GET", "PUT", "DELETE"] as const)(
    "repeat a %s after a lost, a failed and a truncated answer",
    async (method) => {
      intercept(method).replyWithError(new Error("other side closed"));
      intercept(method).reply(500, "");
      intercept(method).reply(200, '{"id":"tr');
      intercept(method).reply(200, { id: "1" });

      expect(await client().send({ ...get, method })).toEqual({ id: "1" });
    },
  );

  test("repeat a PATCH only if the call permits it", async () => {
    intercept("PATCH").reply(500, "");
    await expect(client().send({ ...get, method: "PATCH" })).rejects.toThrow(/HTTP 500/);

    intercept("PATCH").reply(500, "");
    intercept("PATCH").reply(200, { id: "1" });
    expect(await client().send({ ...get, method: "PATCH", isRepeatable: true })).toEqual({ id: "1" });
  });

  test("do not follow a refusal", async () => {
    intercept("GET").reply(400, { error: "no such filter", code: "E7" });

    await expect(client().send(get)).rejects.toThrow("Vendor GET /things (HTTP 400, E7): no such filter");
  });
});

describe("waiting", () => {
  test("lasts as long as a 429 requests, for a POST too", async () => {
    const clock = new FakeClock();
    intercept("POST").reply(429, { error: "slow down" }, { headers: { "retry-after": "300" } });
    intercept("POST").reply(200, { id: "1" });

    expect(await client({ clock }).send(post)).toEqual({ id: "1" });
    expect(clock.sleepsMs).toEqual([300_000]);
  });

  test("accepts a date as Retry-After", async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
    intercept("GET").reply(429, "", { headers: { "retry-after": "Thu, 01 Jan 2026 00:00:45 GMT" } });
    intercept("GET").reply(200, { id: "1" });

    await client({ clock }).send(get);

    expect(clock.sleepsMs).toEqual([45_000]);
  });

  test.each([
    ["Retry-After", 503, { "retry-after": "20" }, 20_000],
    ["a spent budget", 200, { ratelimit: '"default";r=0;t=30' }, 30_000],
    ["a budget with calls left", 200, { ratelimit: '"default";r=5;t=30' }, 0],
  ])("after %s delays every other call of the account", async (_case, status, headers, waitMs) => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ calls: 100, windowMs: 1_000 }, clock);
    intercept("POST").reply(status, { id: "1" }, { headers });
    await client({ clock, limiter })
      .send(post)
      .catch(() => undefined);
    const startMs = clock.now();

    await limiter.run(async () => undefined);

    expect(clock.now() - startMs).toBe(waitMs);
  });

  test("beyond the limit ends the call and delays no other call", async () => {
    const clock = new FakeClock();
    const limiter = new RateLimiter({ calls: 100, windowMs: 1_000 }, clock);
    intercept("GET").reply(429, "", { headers: { "retry-after": "86400" } });

    await expect(client({ clock, limiter }).send(get)).rejects.toMatchObject({ kind: "rate-limited" });
    await limiter.run(async () => undefined);

    expect(clock.sleepsMs).toEqual([]);
  });
});

describe("failures", () => {
  test.each<[number, VendorErrorKind, string]>([
    [400, "invalid", "not-taken"],
    [401, "unauthorized", "not-taken"],
    [403, "unauthorized", "not-taken"],
    [404, "invalid", "not-taken"],
    [408, "unavailable", "unknown"],
    [409, "conflict", "not-taken"],
    [410, "invalid", "not-taken"],
    [422, "invalid", "not-taken"],
    [500, "unavailable", "unknown"],
  ])("of HTTP %i are %s, %s", async (status, kind, outcome) => {
    intercept("POST").reply(status, "no JSON");

    await expect(client().send(post)).rejects.toMatchObject({ kind, details: { outcome, status } });
  });

  test("in the body count with any status", async () => {
    intercept("POST").reply(200, { error: "ERROR_NO_SUCH_USER", code: "E1" });

    await expect(client().send(post)).rejects.toMatchObject({
      code: "E1",
      message: expect.stringContaining("ERROR_NO_SUCH_USER"),
    });
  });

  test("of an undocumented answer name the place and not the value", async () => {
    intercept("POST").reply(200, { id: 123_456_789 });

    const sent = client().send(post);
    await expect(sent).rejects.toThrow(/not as documented: id:/);
    await expect(sent).rejects.not.toThrow("123456789");
  });

  test("contain no secret, wherever the vendor or the network puts it", async () => {
    const secrets = fc.string({ unit: "grapheme-ascii", minLength: 6, maxLength: 40 }).filter((secret) => {
      const words = ["Vendor POST things HTTP responded without a readable error", redacted];
      return !words.some((text) => text.includes(secret));
    });
    await fc.assert(
      fc.asyncProperty(secrets, fc.constantFrom("body", "code", "network"), async (secret, place) => {
        const agent = new MockAgent();
        agent.disableNetConnect();
        const expected = agent.get(origin).intercept({ method: "POST", path: () => true });
        if (place === "network") {
          expected.replyWithError(new Error(`cannot send ${secret}`));
        } else {
          expected.reply(400, { error: `refused ${secret}`, ...(place === "code" ? { code: "E1" } : {}) });
        }
        const send = () =>
          client({ dispatcher: agent }).send({ ...post, path: path`/things/${secret}`, secrets: [secret] });

        const message = await send().then(
          () => "no failure",
          (error: unknown) => String(error),
        );
        expect(message).toContain("Vendor POST /things/[redacted]");
        expect(message).not.toContain(secret);
        expect(message).not.toContain(encodeURIComponent(secret));
        await agent.close();
      }),
      { numRuns: 100 },
    );
  });
});

describe("an answer whose body is not used", () => {
  const remove = { method: "DELETE", path: path`/things`, schema: z.unknown() } as const;
  const json = { headers: { "content-type": "application/json" } };

  test("is requested again if it claims to be JSON and is not, because the call may have had no effect", async () => {
    intercept("DELETE").reply(200, '{"id"', json);
    intercept("DELETE").reply(200, '{"id":"1"}', json);

    await client().send(remove);
  });

  test("may be empty or any text", async () => {
    intercept("DELETE").reply(200, "", json);
    intercept("DELETE").reply(200, "OK", { headers: { "content-type": "text/plain" } });

    await client().send(remove);
    await client().send(remove);
  });
});
