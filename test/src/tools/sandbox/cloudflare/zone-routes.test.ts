import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../../../../support/sandbox.ts";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0, seed: { cloudflare: { zones: [{ name: "second.com" }] } } });
});
afterEach(() => sandbox.close());

test("a zone is found by its name and read by its id", async () => {
  const { zoneId, zoneName } = sandbox.ready.credentials.cloudflare;

  const found = await sandbox.cloudflare("GET", `/zones?name=${zoneName}`);
  const got = await sandbox.cloudflare("GET", `/zones/${zoneId}`);

  expect(found.body).toMatchObject({ success: true, result: [{ id: zoneId, name: zoneName, status: "active" }] });
  expect(found.body).toMatchObject({ result_info: { page: 1, count: 1, total_count: 1, total_pages: 1 } });
  expect(got.body).toMatchObject({ success: true, result: { id: zoneId, name: zoneName } });
});

test("the seed's zones exist in addition to the default zone", async () => {
  const listed = await sandbox.cloudflare("GET", "/zones");

  expect(listed.body).toMatchObject({ result: [{ name: "saasprovider.com" }, { name: "second.com" }] });
});

test("an unknown zone is refused in the vendor's envelope", async () => {
  const answer = await sandbox.cloudflare("GET", "/zones/ffffffffffffffffffffffffffffffff/dns_records");

  expect(answer.status).toBe(404);
  expect(answer.body).toMatchObject({ success: false, result: null, messages: [], errors: [{ code: 7003 }] });
});

test.each([
  ["no credentials", {}, 400, 1403],
  ["a wrong token", { Authorization: "Bearer wrong" }, 401, 1001],
  ["another scheme", { Authorization: "Basic abc" }, 401, 1000],
  ["a wrong key", { "X-Auth-Email": "engineer@saasprovider.com", "X-Auth-Key": "wrong" }, 401, 10000],
  ["a key without its email", { "X-Auth-Key": "5a4db00000000000000000000000000000c0f" }, 401, 10000],
])("%s is refused", async (_, headers, status, code) => {
  const answer = await sandbox.cloudflare("GET", "/zones", undefined, headers);

  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ success: false, errors: [{ code }] });
});

test("email and global API key are accepted in place of a token", async () => {
  const { email, apiKey } = sandbox.ready.credentials.cloudflare;

  const answer = await sandbox.cloudflare("GET", "/zones", undefined, { "X-Auth-Email": email, "X-Auth-Key": apiKey });

  expect(answer.status).toBe(200);
});
