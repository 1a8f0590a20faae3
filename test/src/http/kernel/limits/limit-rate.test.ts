import { OpenAPIHono } from "@hono/zod-openapi";
import { Counter, Registry } from "@prometheus-io/client";
import fc from "fast-check";
import type { Context } from "hono";
import { describe, expect, it } from "vitest";
import { limitRate } from "../../../../../src/http/kernel/limits/limit-rate.ts";
import { TokenBuckets } from "../../../../../src/http/kernel/limits/token-buckets.ts";
import type { ServiceEnv } from "../../../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { offlineContext, testConfig } from "../../../../support/service-context.ts";

function serve(limits: Readonly<Record<string, unknown>>) {
  const context = offlineContext({ config: testConfig({ limits }) });
  const refused = new Counter({ name: "refused", help: "refused", registers: [new Registry()] });
  let nowMs = 0;
  const group = new OpenAPIHono<ServiceEnv>();
  group.get("/api/known", (c) => c.body(null, c.req.header("Authorization") === "Bearer good" ? 204 : 401));
  for (const path of ["/open", "/healthz", "/readyz"]) {
    group.get(path, (c) => c.text("open"));
  }
  const credentials = {
    read: (c: Context) => c.req.header("Authorization"),
    areValid: async (c: Context) => c.req.header("Authorization") === "Bearer good",
  };
  const limit = limitRate({
    limits: context.config.limits,
    guardedPaths: ["/api"],
    refused,
    credentials,
    nowMs: () => nowMs,
  });
  const app = createApp(context, { middleware: [limit], groups: [group] });
  const ask = async (path: string, from: string, headers: Record<string, string> = {}, method = "GET") =>
    (await app.request(path, { method, headers }, { incoming: { socket: { remoteAddress: from } } })).status;
  return { ask, pass: (ms: number) => (nowMs += ms), refused: async () => (await refused.get()).values[0]?.value };
}

describe("a caller", () => {
  it("may send as many requests as the limit says, and more over time", async () => {
    const { ask, pass, refused } = serve({ requestsPerMinute: 3 });
    const statuses = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push(await ask("/open", "192.0.2.1"));
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await ask("/open", "192.0.2.2"), "has a limit of its own").toBe(200);
    pass(20_000);
    expect([await ask("/open", "192.0.2.1"), await ask("/open", "192.0.2.1")]).toEqual([200, 429]);
    expect(await refused()).toBe(3);
  });

  it("that invents credentials for each request is counted by its address", async () => {
    const { ask } = serve({ requestsPerMinute: 2 });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) {
      statuses.push(await ask(count % 2 ? "/api/known" : "/open", "192.0.2.1", { Authorization: `Bearer ${count}` }));
    }
    expect(statuses).toEqual([200, 401, 429, 429]);
  });

  it("whose invented credentials were answered only by OPTIONS is still counted by its address", async () => {
    const { ask } = serve({ requestsPerMinute: 2 });
    const made = { Authorization: "Bearer made-up" };
    expect([
      await ask("/api/known", "192.0.2.1", made, "OPTIONS"),
      await ask("/api/known", "192.0.2.1", made),
      await ask("/api/known", "192.0.2.1", made),
    ]).toEqual([204, 401, 429]);
  });

  it("with accepted credentials is counted by them, from any address and even if others share it", async () => {
    const { ask } = serve({ requestsPerMinute: 2 });
    const good = { Authorization: "Bearer good" };
    expect(await ask("/api/known", "192.0.2.1", good)).toBe(204);
    expect([await ask("/open", "192.0.2.1"), await ask("/open", "192.0.2.1")]).toEqual([200, 429]);
    expect([await ask("/api/known", "192.0.2.1", good), await ask("/api/known", "192.0.2.9", good)]).toEqual([
      204, 204,
    ]);
    expect(await ask("/api/known", "192.0.2.7", good)).toBe(429);
  });

  it("cannot change its address by a header, unless a proxy is configured", async () => {
    const forged = (address: string) => ({ "X-Forwarded-For": `${address}, 198.51.100.1` });
    const plain = serve({ requestsPerMinute: 1 });
    expect([
      await plain.ask("/open", "192.0.2.1", forged("1.1.1.1")),
      await plain.ask("/open", "192.0.2.1", forged("1.1.1.2")),
    ]).toEqual([200, 429]);
    const behind = serve({ requestsPerMinute: 1, proxies: 1 });
    expect(await behind.ask("/open", "192.0.2.1", forged("1.1.1.1"))).toBe(200);
    expect(await behind.ask("/open", "192.0.2.1", forged("1.1.1.2")), "the proxy saw the same caller").toBe(429);
    expect(await behind.ask("/open", "192.0.2.1", { "X-Forwarded-For": "198.51.100.2" }), "and another one").toBe(200);
  });

  it("with valid credentials is served even after others have used up its address's limit", async () => {
    const { ask } = serve({ requestsPerMinute: 2 });
    for (let count = 0; count < 5; count += 1) {
      await ask("/open", "192.0.2.1");
    }
    expect(await ask("/api/known", "192.0.2.1", { Authorization: "Bearer good" })).toBe(204);
    expect(await ask("/api/known", "192.0.2.1", { Authorization: "Bearer wrong" })).toBe(429);
  });

  it("that sends probes is never refused", async () => {
    const { ask } = serve({ requestsPerMinute: 1 });
    const statuses = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push(await ask("/healthz", "192.0.2.1"), await ask("/readyz", "192.0.2.1"));
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it.each([
    ["X-Forwarded-For", "198.51.100.1:4711", "198.51.100.2:4711", "198.51.100.1:4712"],
    ["X-Forwarded-For", "[2001:db8:1::1]:80", "[2001:db8:2::1]:80", "[2001:db8:1::2]:81"],
    ["X-Forwarded-For", "2001:db8:1::1", "2001:db8:2::1", "2001:DB8:1:0::2"],
    ["X-Forwarded-For", "fe80:1::1%eth0", "fe80:2::1%eth0", "[fe80:1::2%25eth1]:5"],
    ["X-Forwarded-For", '"198.51.100.1:4711"', '"198.51.100.2"', "198.51.100.1"],
    ["X-Forwarded-For", "::ffff:198.51.100.1", "::ffff:198.51.100.2", "0:0:0:0:0:ffff:c633:6401"],
    ["Forwarded", "for=198.51.100.1", "for=198.51.100.2", "For=198.51.100.1;proto=https"],
    ["Forwarded", 'for="[2001:db8:1::1]:4711"', 'for="[2001:db8:2::1]:4711"', 'proto=http;FOR="[2001:db8:1::9]"'],
    ["Forwarded", 'for="198.51.100.1:_port"', 'for="198.51.100.2:80"', 'by="a,b;for=9.9.9.9" ; for = 198.51.100.1'],
    ["Forwarded", "for=_hidden", "for=_other", 'for="_hidden:80"'],
    ["Forwarded", 'for="198.51.100\\.1"', "for=unknown", "for=198.51.100.1"],
  ])("is distinguished by %s: %s is not %s, and is %s", async (name, one, other, again) => {
    const { ask } = serve({ requestsPerMinute: 1, proxies: 1 });
    const from = (node: string) => ask("/open", "192.0.2.1", { [name]: node });
    expect([await from(one), await from(other), await from(again)]).toEqual([200, 200, 429]);
    const list = serve({ requestsPerMinute: 1, proxies: 1 });
    const forged = (node: string, by: string) => list.ask("/open", "192.0.2.1", { [name]: `${by}, ${node}` });
    expect([await forged(one, other), await forged(one, again)]).toEqual([200, 429]);
  });

  it("has one limit for a whole IPv6 network, and for IPv4 in either form", async () => {
    const { ask } = serve({ requestsPerMinute: 1 });
    expect([await ask("/open", "2001:db8:1:2::1"), await ask("/open", "2001:db8:1:2:3:4:5:6")]).toEqual([200, 429]);
    expect(await ask("/open", "2001:db8:1:3::1")).toBe(200);
    expect([await ask("/open", "192.0.2.1"), await ask("/open", "::ffff:192.0.2.1")]).toEqual([200, 429]);
  });
});

it("no caller ever gets more than twice the limit within a minute, at any times", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 300 }),
      (limit, gaps) => {
        let nowMs = 0;
        const buckets = new TokenBuckets(limit, () => nowMs);
        const takenAt: number[] = [];
        for (const gap of gaps) {
          nowMs += gap;
          const waitMs = buckets.take("caller");
          if (waitMs === undefined) {
            takenAt.push(nowMs);
          } else {
            expect(waitMs).toBeGreaterThan(0);
          }
        }
        for (const start of takenAt) {
          expect(takenAt.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(2 * limit);
        }
      },
    ),
  );
});
