import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";
import { createSelfSignedCertificate } from "../../../../support/self-signed-certificate.ts";

const hostname = "app.customer.com";
const ssl = { method: "http", type: "dv", settings: { min_tls_version: "1.2", http2: "on" } };

let sandbox: TestSandbox;
let path: string;
beforeEach(async () => {
  const dnsRecords = [{ type: "A" as const, name: "target", content: "192.0.2.1", proxied: true }];
  const zones = [{ name: "saasprovider.com", dnsRecords, fallbackOrigin: "target.saasprovider.com" }];
  sandbox = await startTestSandbox({ timeScale: 0, seed: { cloudflare: { zones } } });
  const created = await sandbox.zone("POST", "/custom_hostnames", { hostname, ssl, custom_metadata: { plan: "pro" } });
  path = `/custom_hostnames/${textAt(created, "result", "id")}`;
});
afterEach(() => sandbox.close());

const get = () => sandbox.zone("GET", path);
const patch = (body: unknown) => sandbox.zone("PATCH", path, body);
const statusOf = (answer: Answer) => [at(answer, "result", "status"), at(answer, "result", "ssl", "status")];

async function activate(): Promise<void> {
  await sandbox.cname(hostname, "target.saasprovider.com");
  await sandbox.advance(10);
}

async function revalidations(): Promise<unknown> {
  const state = await sandbox.callControl("GET", "/state");
  return at(state, "cloudflare", "zones", 0, "custom_hostnames", 0, "revalidations");
}

test("a PATCH answers 202 and the whole object", async () => {
  const answer = await patch({ custom_metadata: { plan: "team" } });

  expect(answer.status).toBe(202);
  expect(answer.body).toMatchObject({ success: true, result: { hostname, custom_metadata: { plan: "team" } } });
});

test("metadata and origin change without affecting the certificate", async () => {
  await activate();

  const answer = await patch({ custom_metadata: {}, custom_origin_server: "target.saasprovider.com" });

  expect(statusOf(answer)).toEqual(["active", "active"]);
  expect(answer.body).toMatchObject({
    result: { custom_metadata: {}, custom_origin_server: "target.saasprovider.com", ssl: { settings: ssl.settings } },
  });
});

test.each([
  ["without a method", { type: "dv" }, 1440],
  ["without a type", { method: "http" }, 1440],
  ["with only settings", { settings: { http2: "off" } }, 1440],
  ["with an unknown method", { method: "phone", type: "dv" }, 1432],
])("ssl %s is refused and nothing changes", async (_, change, code) => {
  const before = await get();

  const answer = await patch({ ssl: change, custom_metadata: { other: true } });

  expect(answer.body).toMatchObject({ success: false, errors: [{ code }] });
  expect((await get()).body).toEqual(before.body);
});

test("settings that are not sent again are lost", async () => {
  const answer = await patch({ ssl: { method: "http", type: "dv", settings: { http2: "off" } } });
  const omitted = await patch({ ssl: { method: "http", type: "dv" } });

  expect(at(answer, "result", "ssl", "settings")).toEqual({ http2: "off" });
  expect(at(omitted, "result", "ssl", "settings")).toEqual({});
});

test("the hostname itself cannot be changed, and the same one is no change", async () => {
  const other = await patch({ hostname: "other.customer.com" });
  const same = await patch({ hostname });

  expect(other.status).toBe(409);
  expect(other.body).toMatchObject({ errors: [{ code: 1439 }] });
  expect(same.status).toBe(202);
});

test("every PATCH restarts the validation, an empty one too", async () => {
  await sandbox.cname(hostname, "target.saasprovider.com");
  await sandbox.advance(1);
  await patch({});
  await sandbox.advance(1);
  await patch({});
  await sandbox.advance(1);

  expect(at(await get(), "result", "status")).toBe("pending");
  expect(await revalidations()).toBe(2);
});

test("unchanged ssl validates an active certificate again, with the same tokens", async () => {
  await activate();

  const answer = await patch({ ssl });
  await sandbox.advance(10);

  expect(statusOf(answer)).toEqual(["active", "pending_validation"]);
  expect(statusOf(await get())).toEqual(["active", "active"]);
});

test("other TLS settings of an active certificate are only deployed", async () => {
  await activate();

  const answer = await patch({ ssl: { ...ssl, settings: { min_tls_version: "1.3" } } });
  await sandbox.advance(1);

  expect(at(answer, "result", "ssl", "status")).toBe("pending_deployment");
  expect(at(await get(), "result", "ssl", "status")).toBe("active");
});

test("another method gives other validation records", async () => {
  await sandbox.advance(1);
  const answer = await patch({ ssl: { ...ssl, method: "txt" } });
  await sandbox.advance(1);

  expect(at(answer, "result", "ssl", "status")).toBe("initializing");
  expect(at(await get(), "result", "ssl", "validation_records", 0)).toMatchObject({
    txt_name: "_acme-challenge.app.customer.com",
  });
});

test("an authority is chosen, kept when omitted, and reset by the empty string", async () => {
  const chosen = await patch({ ssl: { ...ssl, certificate_authority: "lets_encrypt" } });
  const kept = await patch({ ssl });
  const back = await patch({ ssl: { ...ssl, certificate_authority: "" } });

  const authorities = [chosen, kept, back].map((answer) => at(answer, "result", "ssl", "certificate_authority"));
  expect(authorities).toEqual(["lets_encrypt", "lets_encrypt", "google"]);
});

test.each([["null"], [null]])("ssl %o switches SSL off, omission does not", async (off) => {
  const omitted = await patch({ custom_metadata: {} });
  const answer = await patch({ ssl: off });
  const on = await patch({ ssl });

  expect(at(omitted, "result")).toHaveProperty("ssl");
  expect(at(answer, "result")).not.toHaveProperty("ssl");
  expect(at(on, "result", "ssl", "status")).toBe("initializing");
});

test("a custom certificate takes type, method, certificate and key, and a method restores a managed one", async () => {
  const own = createSelfSignedCertificate(hostname);
  const upload = { custom_certificate: own.certificate, custom_key: own.key };

  const bare = await patch({ ssl: upload });
  const uploaded = await patch({ ssl: { ...ssl, ...upload } });
  const withoutKey = await patch({ ssl: { ...ssl, custom_certificate: own.certificate } });
  const managed = await patch({ ssl });

  expect(bare.body).toMatchObject({ errors: [{ code: 1440 }] });
  expect(at(uploaded, "result", "ssl", "status")).toBe("pending_deployment");
  expect(withoutKey.body).toMatchObject({ errors: [{ code: 1428 }] });
  expect(managed.body).toMatchObject({ result: { ssl: { status: "initializing", method: "http", type: "dv" } } });
});

describe.each(["moved", "blocked", "deleted"])("a hostname that is %s", (status) => {
  test("stays so with any DNS, until a PATCH with ssl restarts it", async () => {
    await sandbox.callControl("POST", "/cloudflare/hostnames", {
      hostname,
      status,
      sslStatus: "validation_timed_out",
      verificationErrors: ["because"],
      validationErrors: ["too late"],
    });
    await activate();
    const stuck = await get();
    await patch({ custom_metadata: {} });
    const stillStuck = await get();
    const armed = await patch({ ssl });
    await sandbox.advance(10);

    expect(stuck.body).toMatchObject({
      result: {
        status,
        verification_errors: ["because"],
        ssl: { status: "validation_timed_out", validation_errors: [{ message: "too late" }] },
      },
    });
    expect(at(stillStuck, "result", "status")).toBe(status);
    expect(at(armed, "result", "status")).toBe("pending");
    expect(statusOf(await get())).toEqual(["active", "active"]);
  });
});

test("an invalid id and an unknown id have different codes", async () => {
  const none = await sandbox.zone("PATCH", "/custom_hostnames/x", {});
  const absent = await sandbox.zone("PATCH", "/custom_hostnames/0d89c70d-ad9f-4843-b99f-6cc0252067e9", {});

  expect([none.status, at(none, "errors", 0, "code")]).toEqual([400, 1435]);
  expect([absent.status, at(absent, "errors", 0, "code")]).toEqual([404, 1436]);
});

test("DELETE returns the bare id, frees the name, and is 404 the second time", async () => {
  const answer = await sandbox.zone("DELETE", path);
  const again = await sandbox.zone("DELETE", path);
  const recreated = await sandbox.zone("POST", "/custom_hostnames", { hostname });

  expect(answer.body).toEqual({ id: path.split("/")[2] });
  expect([again.status, at(again, "errors", 0, "code")]).toEqual([404, 1436]);
  expect(recreated.status).toBe(201);
});
