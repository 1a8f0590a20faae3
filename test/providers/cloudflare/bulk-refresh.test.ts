import { describe, expect, it } from "vitest";
import { connectCloudflare } from "../../../providers/cloudflare/connect.ts";
import { customHostname } from "../../../providers/cloudflare/custom-hostname/index.ts";
import type { Clock } from "../../../providers/http/clock.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { startTestSandbox, type TestSandbox } from "../../support/sandbox.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";

function hostnames(count: number): { hostname: string; status: string }[] {
  return Array.from({ length: count }, (_, index) => ({ hostname: `shop-${index}.acme-shoes.com`, status: "active" }));
}

async function startZone(count: number, perPageMax = 1000): Promise<TestSandbox> {
  const zones = [{ name: "saasprovider.com", customHostnames: hostnames(count) }];
  return startTestSandbox({ timeScale: 0, seed: { cloudflare: { perPageMax, zones } } });
}

function withSettings({ settings }: TestSandbox, own: Readonly<Record<string, string>>): Settings {
  const all: Readonly<Record<string, string>> = { "marketplane:bulkReads": "on", ...own };
  return { ...settings, configured: (key) => all[key] ?? settings.configured(key) };
}

/** The ids of a zone's hostnames, without an entry in the call log. */
async function idsOf({ state }: TestSandbox): Promise<string[]> {
  const text = JSON.stringify(await state());
  return [...text.matchAll(/"id":"([0-9a-f-]{36})","hostname"/g)].map((match) => `${zoneId}/${match[1]}`);
}

describe("a refresh of a whole zone", () => {
  it.each([
    { count: 3, perPage: 50 },
    { count: 200, perPage: 50 },
    { count: 230, perPage: 50 },
    { count: 230, perPage: 1000 },
  ])("of $count hostnames costs at most ceil($count/$perPage) + 5 calls", async ({ count, perPage }) => {
    await using sandbox = await startZone(count);
    const settings = withSettings(sandbox, { "cloudflare:perPage": String(perPage) });
    const handler = createHandler(customHostname, { settings });
    const ids = await idsOf(sandbox);
    expect(ids).toHaveLength(count);

    const results = await Promise.all(ids.map((id) => handler.read(id, {})));

    expect(results.map(({ id }) => id)).toEqual(ids);
    expect((await sandbox.calls()).length).toBeLessThanOrEqual(Math.ceil(count / perPage) + 5);
  });

  it("falls back to 50 per page if the API refuses more", async () => {
    await using sandbox = await startZone(120, 50);
    const handler = createHandler(customHostname, {
      settings: withSettings(sandbox, { "cloudflare:perPage": "1000" }),
    });
    const ids = await idsOf(sandbox);

    const results = await Promise.all(ids.map((id) => handler.read(id, {})));

    expect(results.map(({ id }) => id)).toEqual(ids);
    expect((await sandbox.calls()).length).toBeLessThanOrEqual(3 + 1 + 3);
  });

  it("reports a hostname as gone only if Cloudflare does", async () => {
    await using sandbox = await startZone(20);
    const handler = createHandler(customHostname, { settings: withSettings(sandbox, {}) });
    const ids = await idsOf(sandbox);
    const [first = ""] = ids;
    await handler.delete(first, {});

    const results = await Promise.all(ids.map((id) => handler.read(id, {})));

    expect(results.filter(({ id }) => id === undefined)).toHaveLength(1);
  });
});

/** A clock that advances the sandbox's clock too, so that both agree. */
function sharedClock({ advance }: TestSandbox): Clock {
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      await advance(ms / 1000);
    },
  };
}

describe("the budget", () => {
  it("lets 2,000 creates finish without a call refused by Cloudflare's rate limit", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, rateLimit: { calls: 1200, seconds: 300 } });
    const clock = sharedClock(sandbox);
    const definition = { ...customHostname, connect: (settings: Settings) => connectCloudflare(settings, { clock }) };
    const handler = createHandler(definition, { settings: sandbox.settings, clock });
    const inputs = hostnames(2_000).map(({ hostname }) => ({ zoneId, hostname, waitFor: "none" }));

    await Promise.all(inputs.map(async (input) => handler.create((await handler.check({}, input)).inputs)));

    const statuses = (await sandbox.calls()).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(2_000);
    expect(statuses).not.toContain(429);
  }, 120_000);
});
