import { afterEach, beforeEach, expect, test } from "vitest";
import { createDnsRecordProvider } from "../../../../../src/tools/sandbox/pulumi-resource-cloudflare/dns-record-provider.ts";
import { at, startTestSandbox, type TestSandbox } from "../../../../support/sandbox.ts";

const urn = "urn:pulumi:dev::project::cloudflare:index/dnsRecord:DnsRecord::www";
const otherUrn = "urn:pulumi:dev::project::cloudflare:index/ruleset:Ruleset::rules";

let sandbox: TestSandbox;
let inputs: Record<string, unknown>;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
  const { zoneId } = sandbox.ready.credentials.cloudflare;
  inputs = { zoneId, name: "www", type: "A", content: "192.0.2.1", ttl: 1, proxied: true };
});
afterEach(() => sandbox.close());

const createProvider = () =>
  createDnsRecordProvider("6.0.0", () => ({
    baseUrl: sandbox.ready.cloudflare,
    headers: { Authorization: `Bearer ${sandbox.ready.credentials.cloudflare.apiToken}` },
  }));

const records = async () => at(await sandbox.zone("GET", "/dns_records"), "result");

test("a record is created, read, updated and deleted without a trace", async () => {
  const provider = createProvider();

  const created = await provider.create?.(urn, inputs);
  const id = String(created?.id);
  const read = await provider.read?.(id, urn, created?.outs);
  const updated = await provider.update?.(id, urn, created?.outs, { ...inputs, content: "192.0.2.2" });
  const changed = await records();
  await provider.delete?.(id, urn, updated?.outs);

  expect(created?.outs).toMatchObject(inputs);
  expect(read).toMatchObject({ id, props: inputs, inputs });
  expect(changed).toMatchObject([{ content: "192.0.2.2" }]);
  expect(await records()).toEqual([]);
});

test("a missing record is read as missing, and its deletion is not an error", async () => {
  const provider = createProvider();

  const read = await provider.read?.("absent", urn, inputs);

  expect(read).toEqual({ id: "", props: {} });
  await expect(provider.delete?.("absent", urn, inputs)).resolves.toBeUndefined();
});

test("an import by zone and record id finds everything", async () => {
  const provider = createProvider();
  const created = await provider.create?.(urn, inputs);

  const read = await provider.read?.(`${inputs.zoneId}/${created?.id}`, urn, {});

  expect(read).toMatchObject({ id: created?.id, inputs: { ...inputs, name: "www.saasprovider.com" } });
});

test("a server error does not count as missing", async () => {
  await sandbox.callControl("POST", "/faults", { vendor: "cloudflare", status: 403 });

  await expect(createProvider().read?.("id", urn, inputs)).rejects.toThrow(/HTTP 403/);
});

test("a rate limit is waited out, and a failed create is not sent twice", async () => {
  const provider = createProvider();
  await sandbox.callControl("POST", "/faults", { vendor: "cloudflare", status: 429, retryAfter: 0 });
  await provider.create?.(urn, inputs);
  await sandbox.callControl("POST", "/faults", {
    vendor: "cloudflare",
    method: "POST",
    status: 503,
    afterCommit: true,
  });

  await expect(provider.create?.(urn, { ...inputs, name: "other" })).rejects.toThrow(/HTTP 503/);

  expect(await records()).toHaveLength(2);
});

test("an unsupported type fails and names the real plugin", async () => {
  const provider = createProvider();

  const checked = await provider.check?.(urn, {}, { ...inputs, type: "MX", content: undefined });

  expect(checked?.failures).toEqual([
    { property: "content", reason: "is required" },
    { property: "type", reason: expect.stringContaining("install the real pulumi-resource-cloudflare") },
  ]);
  await expect(provider.create?.(otherUrn, {})).rejects.toThrow(/install the real plugin/);
});
