import { describe, expect, it } from "vitest";
import { CertificatePace } from "../../../providers/cloudflare/certificate-pace.ts";
import {
  type CloudflareClient,
  createCloudflareClient,
  isUnknownHostname,
} from "../../../providers/cloudflare/client.ts";
import type { HttpClient } from "../../../providers/http/http-client.ts";
import { VendorError } from "../../../providers/http/vendor-error.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { hearNotices } from "../../support/hear-notices.ts";
import { originName, otherZoneId, startCloudflare, zoneId, zoneName } from "./cloudflare-zone.ts";

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

describe("calls", () => {
  it("list zones, all or by name", async () => {
    await using cloudflare = await startCloudflare();

    expect((await all(cloudflare.client.listZones())).map(({ id }) => id)).toEqual([zoneId, otherZoneId]);
    expect(await all(cloudflare.client.listZones({ name: zoneName }))).toMatchObject([
      { id: zoneId, status: "active" },
    ]);
  });

  it("create, find, get, change and delete a DNS record", async () => {
    await using cloudflare = await startCloudflare();
    const { client } = cloudflare;
    const name = `customers.${zoneName}`;

    const body = { type: "CNAME", name, content: originName, ttl: 1, proxied: true, comment: "for customers" };
    const made = await client.createDnsRecord(zoneId, body);
    expect(made).toEqual({ ...body, id: made.id });
    expect(await all(client.listDnsRecords(zoneId, { name, type: "CNAME" }))).toEqual([made]);
    expect(await client.updateDnsRecord(zoneId, made.id, { comment: "changed" })).toMatchObject({ comment: "changed" });
    expect(await client.getDnsRecord(zoneId, made.id)).toMatchObject({ comment: "changed", content: originName });
    await client.deleteDnsRecord(zoneId, made.id);
    await expect(client.getDnsRecord(zoneId, made.id)).rejects.toMatchObject({ kind: "not-found" });
  });

  it("create, find, get, change and delete a custom hostname", async () => {
    await using cloudflare = await startCloudflare();
    const { client } = cloudflare;
    const hostname = "shop.acme-shoes.com";

    const made = await client.createCustomHostname(zoneId, { hostname, ssl: { method: "http", type: "dv" } });
    expect(made).toMatchObject({ hostname, status: "pending", ssl: { status: "initializing" } });
    expect(await all(client.listCustomHostnames(zoneId, { hostname }))).toMatchObject([{ id: made.id }]);
    await client.updateCustomHostname(zoneId, made.id, { custom_metadata: { tier: 1 } });
    expect(await client.getCustomHostname(zoneId, made.id)).toMatchObject({ custom_metadata: { tier: 1 } });
    await client.deleteCustomHostname(zoneId, made.id);
    await expect(client.getCustomHostname(zoneId, made.id)).rejects.toMatchObject({ kind: "not-found", code: "1436" });
  });

  it.each([
    ["1436", true],
    ["1551", true],
    ["7003", false],
    [undefined, false],
  ])("take a 404 with code %s for a missing hostname: %s", (code, isMissing) => {
    const call = { vendor: "Cloudflare", outcome: "not-taken", call: "GET /", status: 404, detail: "" } as const;
    const error = new VendorError({ ...call, kind: "not-found", ...(code && { code }) });
    expect(isUnknownHostname(error)).toBe(isMissing);
  });

  it("set, get and delete the fallback origin, and return the quota", async () => {
    await using cloudflare = await startCloudflare({ zone: { fallbackOrigin: undefined } });
    const { client } = cloudflare;

    await expect(client.getFallbackOrigin(zoneId)).rejects.toMatchObject({ kind: "not-found", code: "1551" });
    expect(await client.putFallbackOrigin(zoneId, originName)).toMatchObject({ origin: originName });
    expect(await client.getFallbackOrigin(zoneId)).toMatchObject({ status: "initializing" });
    await client.deleteFallbackOrigin(zoneId);
    expect(await client.getFallbackOrigin(zoneId)).toMatchObject({ status: "pending_deletion" });
    expect(await client.getQuota(zoneId)).toEqual({ allocated: 50_000, used: 0, exceeded: false, hard_cap: 50_000 });
  });

  it("encode path parameters", async () => {
    await using cloudflare = await startCloudflare();

    await expect(cloudflare.client.getCustomHostname(zoneId, "../fallback_origin")).rejects.toThrow(/1435|7000|7003/);
    expect(() => cloudflare.client.getCustomHostname(zoneId, "")).toThrow(TypeError);
  });
});

interface Page {
  readonly ids: readonly number[];
  readonly perPage?: number;
}

/** A client whose list answers with these pages, and the queries it received. */
function paged(pages: readonly Page[], perPage: number): { client: CloudflareClient; queries: unknown[] } {
  const queries: unknown[] = [];
  const clock = new FakeClock();
  const options = { perPage, areReadsShared: false, clock, pace: new CertificatePace(clock) };
  const http: HttpClient = {
    send: async ({ query, schema }) => {
      queries.push(query);
      const page = pages[Number(query?.page) - 1];
      const result = page?.ids.map((id) => ({ id: `${id}`, hostname: `shop-${id}.com` })) ?? null;
      return schema.parse({
        success: true,
        result,
        ...(page?.perPage ? { result_info: { per_page: page.perPage } } : {}),
      });
    },
  };
  return { client: createCloudflareClient(http, options), queries };
}

describe("a listing", () => {
  it("omits unreadable entries, reports them, and continues", async () => {
    const odd = [{ id: "3", hostname: "c.com", ssl: { settings: "all" } }, { hostname: "d.com" }, 7];
    const pages = [[{ id: "1", hostname: "a.com" }, ...odd], [{ id: "2", hostname: "b.com" }]];
    const http: HttpClient = {
      send: async ({ query, schema }) => schema.parse({ success: true, result: pages[Number(query?.page) - 1] }),
    };
    const clock = new FakeClock();
    using heard = hearNotices();
    const client = createCloudflareClient(http, {
      perPage: 4,
      areReadsShared: false,
      clock,
      pace: new CertificatePace(clock),
    });

    expect((await all(client.listCustomHostnames("zone"))).map(({ id }) => id)).toEqual(["1", "2"]);
    expect(heard.messages).toHaveLength(3);
    expect(heard.messages[0]).toMatch(/^ignoring "c.com" in Cloudflare's listing.*ssl\.settings/);
  });

  it("ends with the first short page", async () => {
    const { client, queries } = paged([{ ids: [1, 2] }, { ids: [3] }, { ids: [4, 5] }], 2);

    expect((await all(client.listCustomHostnames("zone"))).map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect(queries).toEqual([
      { page: 1, per_page: 2 },
      { page: 2, per_page: 2 },
    ]);
  });

  it("ends with an empty page, after a full one or at once", async () => {
    const { client, queries } = paged([{ ids: [1, 2] }, { ids: [] }], 2);
    const none = paged([], 2);

    expect(await all(client.listCustomHostnames("zone"))).toHaveLength(2);
    expect(queries).toHaveLength(2);
    expect(await all(none.client.listCustomHostnames("zone"))).toEqual([]);
    expect(none.queries).toHaveLength(1);
  });

  it("returns nothing twice if the pages shift during the listing", async () => {
    const { client } = paged([{ ids: [1, 2] }, { ids: [2, 3] }, { ids: [3] }], 2);

    expect((await all(client.listCustomHostnames("zone"))).map(({ id }) => id)).toEqual(["1", "2", "3"]);
  });

  it("continues when Cloudflare returns smaller pages than requested", async () => {
    const { client } = paged(
      [
        { ids: [1, 2], perPage: 2 },
        { ids: [3, 4], perPage: 2 },
        { ids: [], perPage: 2 },
      ],
      50,
    );

    expect(await all(client.listCustomHostnames("zone"))).toHaveLength(4);
  });

  it("requests no page that is not consumed", async () => {
    const { client, queries } = paged([{ ids: [1, 2] }, { ids: [3, 4] }], 2);

    for await (const zone of client.listCustomHostnames("zone")) {
      expect(zone.id).toBe("1");
      break;
    }

    expect(queries).toHaveLength(1);
  });
});
