import { afterEach, beforeEach, expect, test } from "vitest";
import { type Answer, at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const path = "/custom_hostnames/fallback_origin";
const origin = "proxy-fallback.saasprovider.com";
const record = { type: "A", name: origin, content: "192.0.2.1", proxied: true };

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const put = (name: string) => sandbox.zone("PUT", path, { origin: name });
const get = () => sandbox.zone("GET", path);
const statusOf = (answer: Answer) => at(answer, "result", "status");

test("it goes from initializing through pending_deployment to active", async () => {
  await sandbox.zone("POST", "/dns_records", record);

  const seen = [statusOf(await put(origin))];
  for (let second = 1; second <= 2; second += 1) {
    await sandbox.advance(1);
    seen.push(statusOf(await get()));
  }

  expect(seen).toEqual(["initializing", "pending_deployment", "active"]);
  expect(await get()).toMatchObject({ status: 200, body: { success: true, result: { origin, errors: [] } } });
});

test.each([
  ["missing", undefined],
  ["not proxied", { ...record, proxied: false }],
])("a record that is %s keeps it pending with the vendor's text, until it is correct", async (_, wrong) => {
  if (wrong !== undefined) {
    await sandbox.zone("POST", "/dns_records", wrong);
  }
  await put(origin);
  await sandbox.advance(60);

  const stuck = await get();
  const records = await sandbox.zone("GET", "/dns_records");
  for (const id of [textAt(records, "result", 0, "id")].filter((text) => text !== "undefined")) {
    await sandbox.zone("PATCH", `/dns_records/${id}`, { proxied: true });
  }
  if (wrong === undefined) {
    await sandbox.zone("POST", "/dns_records", record);
  }
  await sandbox.advance(2);

  expect(statusOf(stuck)).toBe("pending_deployment");
  expect(textAt(stuck, "result", "errors", 0)).toMatch(/^DNS records are not setup correctly/);
  expect(statusOf(await get())).toBe("active");
});

test("a record that never becomes correct ends in deployment_timed_out", async () => {
  await put(origin);
  await sandbox.advance(3600);

  expect(statusOf(await get())).toBe("deployment_timed_out");
});

test("a change while another is pending is refused with 1414", async () => {
  await sandbox.zone("POST", "/dns_records", record);
  await put(origin);

  const refused = await put("other.saasprovider.com");
  await sandbox.advance(2);
  const accepted = await put("other.saasprovider.com");

  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ success: false, errors: [{ code: 1414 }] });
  expect(accepted.body).toMatchObject({ result: { origin: "other.saasprovider.com", status: "initializing" } });
});

test("a change that is stuck on wrong DNS can be corrected", async () => {
  await sandbox.zone("POST", "/dns_records", record);
  await put("wrong.saasprovider.com");
  await sandbox.advance(1);

  const corrected = await put(origin);
  await sandbox.advance(2);

  expect(corrected.status).toBe(200);
  expect(statusOf(await get())).toBe("active");
});

test("a repeated origin keeps an active one active", async () => {
  await sandbox.zone("POST", "/dns_records", record);
  await put(origin);
  await sandbox.advance(5);

  expect(statusOf(await put(origin))).toBe("active");
});

test("DELETE is answered at once and done later; then it is 404, and can be set again", async () => {
  await sandbox.zone("POST", "/dns_records", record);
  await put(origin);
  await sandbox.advance(5);

  const deleted = await sandbox.zone("DELETE", path);
  const pending = await get();
  const tooEarly = await put(origin);
  await sandbox.advance(2);
  const gone = await get();
  const again = await sandbox.zone("DELETE", path);
  const setAgain = await put(origin);

  expect([deleted.status, statusOf(deleted), statusOf(pending)]).toEqual([200, "pending_deletion", "pending_deletion"]);
  expect(tooEarly.body).toMatchObject({ errors: [{ code: 1414 }] });
  expect([gone.status, at(gone, "errors", 0, "code")]).toEqual([404, 1551]);
  expect([again.status, at(again, "errors", 0, "code")]).toEqual([404, 1551]);
  expect(setAgain.status).toBe(200);
});

test("unset, it is 404 and not treated as a hostname's id", async () => {
  const answer = await get();

  expect([answer.status, at(answer, "errors", 0, "code")]).toEqual([404, 1551]);
});

test.each([[undefined], [""], ["no host"], ["a.".repeat(130)], [5]])("origin %o is refused", async (value) => {
  expect((await sandbox.zone("PUT", path, { origin: value })).status).toBe(400);
});

test("a zone without SSL for SaaS answers 1456", async () => {
  const zones = [{ name: "saasprovider.com", entitlements: { sslForSaas: false } }];
  const without = await startTestSandbox({ timeScale: 0, seed: { cloudflare: { zones } } });

  const answer = await without.zone("PUT", path, { origin });
  await without.close();

  expect(answer.body).toMatchObject({ errors: [{ code: 1456 }] });
});
