import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const address = { type: "A", name: "www", content: "192.0.2.1", proxied: true, ttl: 1 };

test("a record is created, read, changed in part and in whole, and deleted", async () => {
  const created = await sandbox.zone("POST", "/dns_records", { ...address, comment: "front" });
  const path = `/dns_records/${textAt(created, "result", "id")}`;

  const patched = await sandbox.zone("PATCH", path, { content: "192.0.2.2" });
  const replaced = await sandbox.zone("PUT", path, { ...address, name: "web", proxied: false, ttl: 300 });
  const got = await sandbox.zone("GET", path);
  const deleted = await sandbox.zone("DELETE", path);
  const gone = await sandbox.zone("GET", path);

  expect(created.body).toMatchObject({
    result: { name: "www.saasprovider.com", proxied: true, ttl: 1, comment: "front" },
  });
  expect(patched.body).toMatchObject({ result: { content: "192.0.2.2", comment: "front" } });
  expect(replaced.body).toMatchObject({ result: { name: "web.saasprovider.com", ttl: 300, comment: null } });
  expect(got.body).toEqual(replaced.body);
  expect(deleted.body).toMatchObject({ success: true, result: { id: textAt(created, "result", "id") } });
  expect(gone.status).toBe(404);
  expect(gone.body).toMatchObject({ errors: [{ code: 81044 }] });
});

test.each([
  ["an identical record", address, 81057],
  ["a CNAME at the name of an address", { type: "CNAME", name: "www", content: "a.example.org" }, 81053],
  ["an address at the name of a CNAME", { type: "A", name: "alias", content: "192.0.2.9" }, 81054],
  ["an A record without an IPv4 address", { type: "A", name: "x", content: "::1" }, 9005],
  ["an AAAA record without an IPv6 address", { type: "AAAA", name: "x", content: "192.0.2.1" }, 9006],
  ["a CNAME that is not a hostname", { type: "CNAME", name: "x", content: "no host" }, 9007],
  ["a proxied TXT record", { type: "TXT", name: "x", content: "text", proxied: true }, 9004],
  ["a ttl out of range", { type: "A", name: "x", content: "192.0.2.1", ttl: 5 }, 9021],
  ["a type that the sandbox does not know", { type: "MX", name: "x", content: "mail.example.org" }, 9000],
])("%s is refused", async (_, record, code) => {
  await sandbox.zone("POST", "/dns_records", address);
  await sandbox.zone("POST", "/dns_records", { type: "CNAME", name: "alias", content: "www.saasprovider.com" });

  const answer = await sandbox.zone("POST", "/dns_records", record);

  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ success: false, errors: [{ code }] });
});

test("two addresses and a text may share a name", async () => {
  await sandbox.zone("POST", "/dns_records", address);

  const second = await sandbox.zone("POST", "/dns_records", { ...address, content: "192.0.2.2" });
  const text = await sandbox.zone("POST", "/dns_records", { type: "TXT", name: "www", content: "hello" });

  expect([second.status, text.status]).toEqual([200, 200]);
});

test("lists are paged and filtered by name, type and content", async () => {
  for (let number = 1; number <= 7; number += 1) {
    await sandbox.zone("POST", "/dns_records", { type: "A", name: `host-${number}`, content: `192.0.2.${number}` });
  }
  await sandbox.zone("POST", "/dns_records", { type: "TXT", name: "host-1", content: "text" });

  const second = await sandbox.zone("GET", "/dns_records?per_page=5&page=2");
  const beyond = await sandbox.zone("GET", "/dns_records?per_page=5&page=3");
  const named = await sandbox.zone("GET", "/dns_records?name=host-1.saasprovider.com&type=A");
  const containing = await sandbox.zone("GET", "/dns_records?content.contains=2.7");

  expect(second.body).toMatchObject({
    result_info: { page: 2, per_page: 5, count: 3, total_count: 8, total_pages: 2 },
    result: [{ name: "host-6.saasprovider.com" }, { name: "host-7.saasprovider.com" }, { type: "TXT" }],
  });
  expect(beyond.body).toMatchObject({ result: [] });
  expect(named.body).toMatchObject({ result: [{ type: "A", content: "192.0.2.1" }], result_info: { total_count: 1 } });
  expect(containing.body).toMatchObject({ result: [{ content: "192.0.2.7" }] });
});

test("the fallback origin's record can be neither deleted nor renamed until the fallback origin is gone", async () => {
  const created = await sandbox.zone("POST", "/dns_records", address);
  const path = `/dns_records/${textAt(created, "result", "id")}`;
  await sandbox.zone("PUT", "/custom_hostnames/fallback_origin", { origin: "www.saasprovider.com" });

  const deleted = await sandbox.zone("DELETE", path);
  const renamed = await sandbox.zone("PATCH", path, { name: "other" });
  const repointed = await sandbox.zone("PATCH", path, { content: "192.0.2.8" });
  await sandbox.zone("DELETE", "/custom_hostnames/fallback_origin");
  const whileDeleting = await sandbox.zone("DELETE", path);
  await sandbox.advance(2);
  const afterwards = await sandbox.zone("DELETE", path);

  for (const refused of [deleted, renamed, whileDeleting]) {
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ errors: [{ code: 1039 }] });
  }
  expect([repointed.status, afterwards.status]).toEqual([200, 200]);
});
