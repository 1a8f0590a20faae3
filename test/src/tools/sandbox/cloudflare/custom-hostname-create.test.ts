import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";
import { createSelfSignedCertificate } from "../../../../support/self-signed-certificate.ts";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const ssl = { method: "http", type: "dv" };

test("the call of the vendor's page answers 201 with a pending hostname and no validation records yet", async () => {
  const answer = await sandbox.zone("POST", "/custom_hostnames", { hostname: "app.customer.com", ssl });

  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    success: true,
    messages: [],
    result: {
      hostname: "app.customer.com",
      status: "pending",
      ssl: { status: "initializing", method: "http", type: "dv", settings: {}, wildcard: false },
      ownership_verification: { type: "txt", name: "_cf-custom-hostname.app.customer.com" },
    },
  });
  expect(textAt(answer, "result", "id")).toHaveLength(36);
  expect(at(answer, "result", "ssl", "validation_records")).toBeUndefined();
});

test("a hostname without ssl answers without ssl", async () => {
  const answer = await sandbox.zone("POST", "/custom_hostnames", { hostname: "app.customer.com" });

  expect(answer.status).toBe(201);
  expect(at(answer, "result")).not.toHaveProperty("ssl");
});

test("metadata keeps its JSON types, and an empty map is a value of its own", async () => {
  const metadata = { premium: true, seats: 12, name: "ACME", nested: { deep: [1, null] } };

  const typed = await sandbox.zone("POST", "/custom_hostnames", {
    hostname: "a.customer.com",
    custom_metadata: metadata,
  });
  const empty = await sandbox.zone("POST", "/custom_hostnames", { hostname: "b.customer.com", custom_metadata: {} });
  const none = await sandbox.zone("POST", "/custom_hostnames", { hostname: "c.customer.com" });

  expect(at(typed, "result", "custom_metadata")).toEqual(metadata);
  expect(at(empty, "result", "custom_metadata")).toEqual({});
  expect(at(none, "result")).not.toHaveProperty("custom_metadata");
});

describe("a bad request is refused with the documented status and code", () => {
  const withSsl = (more: object) => ({ hostname: "app.customer.com", ssl: { ...ssl, ...more } });

  test.each([
    ["no JSON", "{", 400, 1400],
    ["metadata that is not an object", { hostname: "app.customer.com", custom_metadata: "text" }, 400, 1401],
    ["metadata over 4 KB", { hostname: "app.customer.com", custom_metadata: { a: "x".repeat(4096) } }, 400, 1401],
    ["no hostname", {}, 400, 1407],
    ["an address", { hostname: "192.0.2.1" }, 400, 1407],
    ["special characters", { hostname: "a?b.customer.com" }, 400, 1407],
    ["256 characters", { hostname: `${"abcdefg.".repeat(32)}com` }, 400, 1407],
    ["non-ASCII", { hostname: "bücher.customer.com" }, 400, 1408],
    ["a reserved top domain", { hostname: "app.test" }, 400, 1409],
    ["a public suffix", { hostname: "co.uk" }, 400, 1410],
    ["example.com", { hostname: "app.example.com" }, 400, 1411],
    ["an origin that is an address", { hostname: "a.customer.com", custom_origin_server: "192.0.2.1" }, 400, 1415],
    ["an origin in a reserved domain", { hostname: "a.customer.com", custom_origin_server: "a.invalid" }, 400, 1417],
    ["a wildcard origin", { hostname: "a.customer.com", custom_origin_server: "*.saasprovider.com" }, 400, 1420],
    ["an origin outside the zone", { hostname: "a.customer.com", custom_origin_server: "a.other.com" }, 400, 1421],
    ["a wrong http2", withSsl({ settings: { http2: "yes" } }), 400, 1422],
    ["a wrong tls_1_2_only", withSsl({ settings: { tls_1_2_only: true } }), 400, 1423],
    ["a wrong tls_1_3", withSsl({ settings: { tls_1_3: 1 } }), 400, 1424],
    ["a wrong min_tls_version", withSsl({ settings: { min_tls_version: "1.4" } }), 400, 1425],
    ["wrong ciphers", withSsl({ settings: { ciphers: ["nonsense"] } }), 400, 1442],
    [
      "ciphers with TLS 1.3 as minimum",
      withSsl({ settings: { min_tls_version: "1.3", ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"] } }),
      400,
      1443,
    ],
    ["a wrong bundle method", withSsl({ bundle_method: "any" }), 400, 1449],
    ["a wrong method", withSsl({ method: "phone" }), 400, 1432],
    ["a wrong type", withSsl({ type: "ev" }), 400, 1433],
    ["a wrong authority", withSsl({ certificate_authority: "none" }), 400, 1434],
    ["ssl that is not an object", { hostname: "app.customer.com", ssl: "dv" }, 400, 1434],
    ["ssl without a method", { hostname: "app.customer.com", ssl: { type: "dv" } }, 400, 1440],
    ["a wildcard validated by http", withSsl({ wildcard: true }), 400, 1432],
    ["an empty certificate", withSsl({ custom_certificate: "", custom_key: "k" }), 400, 1427],
    ["a broken certificate", withSsl({ custom_certificate: "broken", custom_key: "k" }), 400, 1426],
    ["an invalid CSR id", withSsl({ custom_csr_id: "x" }), 400, 1430],
    ["an unknown CSR", withSsl({ custom_csr_id: "0d89c70d-ad9f-4843-b99f-6cc0252067e9" }), 404, 1431],
    ["a long name without branding", { ...withSsl({}), hostname: `${"abcdefg.".repeat(9)}com` }, 400, 1469],
  ])("%s", async (_, body, status, code) => {
    const answer = await sandbox.zone("POST", "/custom_hostnames", body);

    expect(answer.body).toMatchObject({ success: false, result: null, messages: [], errors: [{ code }] });
    expect(answer.status).toBe(status);
  });

  test("a duplicate, in any case of letters", async () => {
    await sandbox.zone("POST", "/custom_hostnames", { hostname: "app.customer.com" });

    const answer = await sandbox.zone("POST", "/custom_hostnames", { hostname: "APP.customer.com" });

    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ errors: [{ code: 1406 }] });
  });
});

test.each([
  [{ sslForSaas: false }, {}, 403, 1404],
  [{ quotaHardCap: 0 }, {}, 403, 1405],
  [{ customMetadata: false }, { custom_metadata: {} }, 403, 1413],
  [{ customOrigin: false }, { custom_origin_server: "www.saasprovider.com" }, 403, 1414],
  [{ wildcardMetadata: false }, { custom_metadata: {}, ssl: { method: "txt", type: "dv", wildcard: true } }, 400, 1412],
  [{ wildcard: false }, { ssl: { method: "txt", type: "dv", wildcard: true } }, 400, 1448],
  [{ certificateAuthority: false }, { ssl: { ...ssl, certificate_authority: "ssl_com" } }, 400, 1459],
])("without the entitlement of %o the answer is its code", async (entitlements, more, status, code) => {
  const limited = await startTestSandbox({
    timeScale: 0,
    seed: { cloudflare: { zones: [{ name: "saasprovider.com", entitlements }] } },
  });

  const answer = await limited.zone("POST", "/custom_hostnames", { hostname: "app.customer.com", ...more });
  await limited.close();

  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ errors: [{ code }] });
});

test("beyond the soft quota a hostname is created with a billing warning as plain text", async () => {
  const zones = [{ name: "saasprovider.com", entitlements: { quotaAllocated: 1, quotaHardCap: 3 } }];
  const limited = await startTestSandbox({ timeScale: 0, seed: { cloudflare: { zones } } });
  await limited.zone("POST", "/custom_hostnames", { hostname: "a.customer.com" });

  const answer = await limited.zone("POST", "/custom_hostnames", { hostname: "b.customer.com" });
  const quota = await limited.zone("GET", "/custom_hostnames/quota");
  await limited.close();

  expect(answer.status).toBe(201);
  expect(at(answer, "messages", 0)).toEqual(expect.any(String));
  expect(at(quota, "result")).toEqual({ allocated: 1, used: 2, exceeded: true, hard_cap: 3 });
});

test("a proxied record of the zone can be a custom origin, one that is not proxied cannot", async () => {
  await sandbox.zone("POST", "/dns_records", { type: "A", name: "origin", content: "192.0.2.1", proxied: true });
  await sandbox.zone("POST", "/dns_records", { type: "A", name: "bare", content: "192.0.2.1" });
  const create = (name: string) =>
    sandbox.zone("POST", "/custom_hostnames", { hostname: "a.customer.com", custom_origin_server: name });

  const bare = await create("bare.saasprovider.com");
  const proxied = await create("origin.saasprovider.com");

  expect(bare.body).toMatchObject({ errors: [{ code: 1421 }] });
  expect(proxied.body).toMatchObject({ result: { custom_origin_server: "origin.saasprovider.com" } });
});

describe("an uploaded certificate", () => {
  const own = createSelfSignedCertificate("app.customer.com");
  const other = createSelfSignedCertificate("other.customer.com");

  test.each([
    ["without its key", { custom_certificate: own.certificate }, 1428],
    ["with another key", { custom_certificate: own.certificate, custom_key: other.key }, 1429],
    ["for another hostname", { custom_certificate: other.certificate, custom_key: other.key }, 1446],
  ])("is refused %s", async (_, upload, code) => {
    const answer = await sandbox.zone("POST", "/custom_hostnames", { hostname: "app.customer.com", ssl: upload });

    expect(answer.body).toMatchObject({ errors: [{ code }] });
  });

  test("becomes active without validation, and is never returned", async () => {
    const upload = { custom_certificate: own.certificate, custom_key: own.key };
    const created = await sandbox.zone("POST", "/custom_hostnames", { hostname: "app.customer.com", ssl: upload });
    await sandbox.advance(5);

    const got = await sandbox.zone("GET", `/custom_hostnames/${textAt(created, "result", "id")}`);
    const state = await sandbox.callControl("GET", "/state");

    expect(at(created, "result", "ssl", "status")).toBe("pending_deployment");
    expect(got.body).toMatchObject({ result: { ssl: { status: "active", hosts: ["app.customer.com"] } } });
    expect(at(got, "result", "ssl")).not.toHaveProperty("type");
    for (const answer of [created, got, state]) {
      expect(JSON.stringify(answer.body)).not.toMatch(/BEGIN|custom_key|custom_certificate/);
    }
  });
});
