import Cloudflare, {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from "cloudflare";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../support/sandbox.ts";

/**
 * Cloudflare's own SDK tests the sandbox: the sandbox must accept its requests and return the fields it
 * reads.
 */
let sandbox: TestSandbox;
let client: Cloudflare;
let zone_id: string;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0, rateLimit: { calls: 500, seconds: 300 } });
  const { apiToken, zoneId } = sandbox.ready.credentials.cloudflare;
  client = clientWith({ apiToken });
  zone_id = zoneId;
});
afterEach(() => sandbox.close());

function clientWith(credentials: { apiToken: string } | { apiEmail: string; apiKey: string }): Cloudflare {
  const none = { apiToken: null, apiEmail: null, apiKey: null, userServiceKey: null };
  return new Cloudflare({ ...none, ...credentials, baseURL: sandbox.ready.cloudflare, maxRetries: 0 });
}

async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of pages) {
    all.push(entry);
  }
  return all;
}

describe("zones", () => {
  test("are found by name and read by id", async () => {
    const found = await collect(client.zones.list({ name: "saasprovider.com" }));
    const zone = await client.zones.get({ zone_id });

    expect(found.map(({ id }) => id)).toEqual([zone_id]);
    expect(zone).toMatchObject({ id: zone_id, name: "saasprovider.com", status: "active" });
  });

  test("also accept the email with the global API key", async () => {
    const { email, apiKey } = sandbox.ready.credentials.cloudflare;

    const zone = await clientWith({ apiEmail: email, apiKey }).zones.get({ zone_id });

    expect(zone.id).toBe(zone_id);
  });
});

describe("DNS records", () => {
  const record = { zone_id, type: "A" as const, name: "www.saasprovider.com", content: "192.0.2.1", ttl: 1 as const };

  test("are created, read, edited, updated and deleted", async () => {
    const { records } = client.dns;
    const created = await records.create({ ...record, zone_id, proxied: true, comment: "front" });
    const got = await records.get(created.id, { zone_id });
    const edited = await records.edit(created.id, { ...record, zone_id, content: "192.0.2.2" });
    const updated = await records.update(created.id, { ...record, zone_id, content: "192.0.2.3", ttl: 300 });
    const deleted = await records.delete(created.id, { zone_id });

    expect(created).toMatchObject({ name: "www.saasprovider.com", proxied: true, proxiable: true, comment: "front" });
    expect(got).toEqual(created);
    expect(edited).toMatchObject({ content: "192.0.2.2" });
    expect(updated).toMatchObject({ content: "192.0.2.3", ttl: 300, proxied: false });
    expect(deleted).toEqual({ id: created.id });
    await expect(records.get(created.id, { zone_id })).rejects.toThrow(NotFoundError);
  });

  test("are listed over several pages and by the SDK's nested filters", async () => {
    for (let number = 1; number <= 12; number += 1) {
      await client.dns.records.create({ ...record, zone_id, name: `h${number}`, content: `192.0.2.${number}` });
    }

    const all = await collect(client.dns.records.list({ zone_id, per_page: 5 }));
    const exact = await collect(client.dns.records.list({ zone_id, name: { exact: "h7.saasprovider.com" } }));

    expect(new Set(all.map(({ name }) => name)).size).toBe(12);
    expect(exact.map(({ name }) => name)).toEqual(["h7.saasprovider.com"]);
  });

  test("of the fallback origin cannot be deleted; the error has the vendor's code", async () => {
    const created = await client.dns.records.create({ ...record, zone_id, proxied: true });
    await client.customHostnames.fallbackOrigin.update({ zone_id, origin: record.name });

    const refused = client.dns.records.delete(created.id, { zone_id });

    await expect(refused).rejects.toThrow(BadRequestError);
    await expect(refused).rejects.toMatchObject({ status: 400, errors: [{ code: 1039 }] });
  });
});

describe("custom hostnames", () => {
  const ssl = { method: "http", type: "dv" } as const;

  test("are created, read, edited and deleted", async () => {
    const created = await client.customHostnames.create({
      zone_id,
      hostname: "app.customer.com",
      ssl,
      custom_metadata: { plan: "pro" },
    });
    const got = await client.customHostnames.get(created.id, { zone_id });
    const edited = await client.customHostnames.edit(created.id, { zone_id, custom_metadata: { plan: "team" } });
    const deleted = await client.customHostnames.delete(created.id, { zone_id });

    expect(created).toMatchObject({ hostname: "app.customer.com", status: "pending", ssl: { status: "initializing" } });
    expect(created.ownership_verification).toMatchObject({ type: "txt" });
    expect(got.id).toBe(created.id);
    expect(edited).toMatchObject({ custom_metadata: { plan: "team" }, ssl: { method: "http" } });
    expect(deleted).toMatchObject({ id: created.id });
    await expect(client.customHostnames.get(created.id, { zone_id })).rejects.toThrow(NotFoundError);
  });

  test("are listed over several pages, each once", async () => {
    for (let number = 1; number <= 23; number += 1) {
      await client.customHostnames.create({ zone_id, hostname: `h${number}.customer.com` });
    }

    const all = await collect(client.customHostnames.list({ zone_id, per_page: 5 }));
    const first = await client.customHostnames.list({ zone_id, per_page: 10 });

    expect(all).toHaveLength(23);
    expect(new Set(all.map(({ id }) => id)).size).toBe(23);
    expect(first.result_info).toMatchObject({ page: 1, per_page: 10, count: 10, total_count: 23 });
  });

  test("are found by the SDK's filters", async () => {
    for (const hostname of ["a.one.com", "b.one.com", "c.two.com"]) {
      await client.customHostnames.create({ zone_id, hostname, ssl });
    }
    const named = async (filter: object) => {
      return (await collect(client.customHostnames.list({ zone_id, ...filter }))).map(({ hostname }) => hostname);
    };

    expect(await named({ hostname: { contain: "one" } })).toEqual(["a.one.com", "b.one.com"]);
    expect(await named({ hostname: { exact: "c.two.com" } })).toEqual(["c.two.com"]);
    expect(await named({ hostname: { startsWith: "b." } })).toEqual(["b.one.com"]);
    expect(await named({ ssl_status: "active" })).toEqual([]);
  });

  test("that already exist cause a ConflictError with code 1406", async () => {
    await client.customHostnames.create({ zone_id, hostname: "app.customer.com" });

    const again = client.customHostnames.create({ zone_id, hostname: "app.customer.com" });

    await expect(again).rejects.toThrow(ConflictError);
    await expect(again).rejects.toMatchObject({ status: 409, errors: [{ code: 1406 }] });
  });

  test("that break a rule cause a BadRequestError with the rule's code", async () => {
    const reserved = client.customHostnames.create({ zone_id, hostname: "app.example.com", ssl });

    await expect(reserved).rejects.toThrow(BadRequestError);
    await expect(reserved).rejects.toMatchObject({ errors: [{ code: 1411 }] });
  });

  test("have a quota", async () => {
    await client.customHostnames.create({ zone_id, hostname: "app.customer.com" });

    const quota = await client.customHostnames.quota.get({ zone_id });

    expect(quota).toEqual({ allocated: 50_000, used: 1, exceeded: false, hard_cap: 50_000 });
  });
});

describe("the fallback origin", () => {
  test("is set, read and deleted, and is gone some seconds later", async () => {
    const { fallbackOrigin } = client.customHostnames;
    const name = "proxy-fallback.saasprovider.com";
    await client.dns.records.create({ zone_id, type: "A", name, content: "192.0.2.1", proxied: true, ttl: 1 });

    const set = await fallbackOrigin.update({ zone_id, origin: name });
    await sandbox.advance(2);
    const active = await fallbackOrigin.get({ zone_id });
    const deleted = await fallbackOrigin.delete({ zone_id });
    await sandbox.advance(2);

    expect(set).toMatchObject({ origin: name, status: "initializing" });
    expect(active).toMatchObject({ origin: name, status: "active", errors: [] });
    expect(deleted).toMatchObject({ origin: name, status: "pending_deletion" });
    await expect(fallbackOrigin.get({ zone_id })).rejects.toThrow(NotFoundError);
  });
});

describe("failures are the SDK's typed errors", () => {
  test("a wrong token", async () => {
    await expect(clientWith({ apiToken: "wrong" }).zones.get({ zone_id })).rejects.toThrow(AuthenticationError);
  });

  test("too many calls", async () => {
    const limited = await startTestSandbox({ timeScale: 0, rateLimit: { calls: 1, seconds: 60 } });
    const { apiToken } = limited.ready.credentials.cloudflare;
    const options = { apiToken, apiEmail: null, apiKey: null, baseURL: limited.ready.cloudflare, maxRetries: 0 };
    const other = new Cloudflare(options);
    await other.zones.get({ zone_id });

    const refused = other.zones.get({ zone_id });

    await expect(refused).rejects.toThrow(RateLimitError);
    await expect(refused).rejects.toMatchObject({ status: 429, errors: [{ code: 971 }] });
    await limited.close();
  });

  test("a fault of the vendor's", async () => {
    await sandbox.callControl("POST", "/faults", { vendor: "cloudflare", status: 503 });

    await expect(client.zones.get({ zone_id })).rejects.toThrow(InternalServerError);
  });

  test("a temporary failure is retried by the SDK itself", async () => {
    await sandbox.callControl("POST", "/faults", { vendor: "cloudflare", status: 429, retryAfter: 0, times: 2 });

    const zone = await client.zones.get({ zone_id }, { maxRetries: 2 });

    expect(zone.id).toBe(zone_id);
  });
});
