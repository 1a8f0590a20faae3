import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const pricing = "ABCDEF1234567890";
const owner = "owner@example.com";
const agent = "agent@example.com";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({
    timeScale: 0,
    seed: {
      apifew: {
        users: [{ login: owner }, { login: agent }],
        pricings: [
          { uid: "AAAAAAAAAAAAAAA1", name: "limited", revisions: [{ rev: 1 }], licensesMax: 1 },
          { uid: "AAAAAAAAAAAAAAA2", name: "ended", revisions: [{ rev: 1 }], active: false },
        ],
      },
    },
  });
});
afterEach(() => sandbox.close());

const create = (body: object) => sandbox.apifew("/v2/app/pricing/license/create", body);
const assign = (body: object) => sandbox.apifew("/v2/app/pricing/license/assign", body);
const release = (body: object) => sandbox.apifew("/v2/app/pricing/license/release", body);
const owned = { PRICING_UID: pricing, OWNER_LOGIN: owner };

async function licensesOf(login: string): Promise<unknown[]> {
  const licenses = at(await sandbox.callControl("GET", "/state"), "apifew", "licenses");
  return (Array.isArray(licenses) ? licenses : []).filter(({ ownerLogin }) => ownerLogin === login);
}

describe("pricings", () => {
  test("with CURRENT_REV_ONLY 1 are only the latest revisions, with features and counts", async () => {
    const answer = await sandbox.apifew("/v2/app/pricings", { CURRENT_REV_ONLY: 1 });

    expect(at(answer, "data", "pricings", 0)).toEqual({
      pricing_name: "monthly_10",
      pricing_rev: 21,
      licenses_count: 0,
      features: ["read_report", "download_report"],
    });
    expect(at(answer, "data", "pricings")).toHaveLength(5);
  });

  test("with CURRENT_REV_ONLY 0 and without it are the same: both forms, with the older revisions in use", async () => {
    const answer = await sandbox.apifew("/v2/app/pricings", { CURRENT_REV_ONLY: 0 });

    expect(at(answer, "data", "pricings", 0)).toMatchObject({ pricing_rev: 20, licenses_count: 1 });
    expect(at(answer, "data", "pricings")).toHaveLength(7);
    expect(at(answer, "data")).toEqual(at(await sandbox.apifew("/v2/app/pricings"), "data"));
  });

  test("with an empty body have their licenses, with active as text and no uid", async () => {
    const answer = await sandbox.apifew("/v2/app/pricings");

    expect(at(answer, "data", "pricings", 0)).toEqual({
      pricing_name: "monthly_10",
      pricing_rev: 20,
      licenses_count: 1,
      features: ["read_report"],
      licenses: [
        {
          key: "5a4db000-0000-4000-8000-000000000001",
          pricing_fullname: "monthly_10 rev.20",
          period_freq: "monthly",
          end_dt: "1970-01-01",
          active: "true",
          status: "subscribed",
          owner_login: "first.customer@example.com",
          user_login: "first.customer@example.com",
        },
      ],
    });
  });
});

describe("create", () => {
  test("creates one license, used by its owner", async () => {
    const answer = await create(owned);

    expect(at(answer, "success_msg")).toBe("INFO_LICENSE_CREATED_AND_ASSIGNED");
    expect(await licensesOf(owner)).toMatchObject([{ key: at(answer, "data", "keys", 0), rev: 21, userLogin: owner }]);
  });

  test("creates QUANTITY licenses, one of them used by the owner", async () => {
    const answer = await create({ ...owned, QUANTITY: 3 });

    expect(at(answer, "data", "keys")).toHaveLength(3);
    expect(await licensesOf(owner)).toMatchObject([{ userLogin: owner }, { userLogin: null }, { userLogin: null }]);
  });

  test.each([[true], [1], ["true"]])("with NO_USAGE %o creates only free licenses", async (noUsage) => {
    const answer = await create({ ...owned, QUANTITY: 2, NO_USAGE: noUsage });

    expect(at(answer, "success_msg")).toBe("INFO_LICENSE_CREATED");
    expect(await licensesOf(owner)).toMatchObject([{ userLogin: null }, { userLogin: null }]);
  });

  test.each([
    ["nothing", {}, "ERROR_MISSING_PARAMETER"],
    [
      "a release's body, which the page prints here",
      { PRICING_UID: pricing, USER_LOGIN: owner },
      "ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER",
    ],
    ["an unknown owner", { PRICING_UID: pricing, OWNER_LOGIN: "no@one.com" }, "ERROR_USER_NOT_FOUND"],
    ["an unknown pricing", { ...owned, PRICING_UID: "FFFFFFFFFFFFFFFF" }, "ERROR_NO_LICENSE_AVAIL"],
    ["a pricing that ended", { ...owned, PRICING_UID: "AAAAAAAAAAAAAAA2" }, "ERROR_LICENSE_CANCELLED"],
    ["more than available", { ...owned, PRICING_UID: "AAAAAAAAAAAAAAA1", QUANTITY: 2 }, "ERROR_NO_LICENSE_AVAIL"],
    ["no quantity", { ...owned, QUANTITY: 0 }, "ERROR_WRONG_PARAMETER"],
    ["usage twice", { ...owned, OWNER_LOGIN: "first.customer@example.com" }, "ERROR_ALREADY_ASSIGNED_APP_LICENSE"],
  ])("with %s creates none", async (_, body, error) => {
    const before = at(await sandbox.callControl("GET", "/state"), "apifew", "licenses");

    const answer = await create(body);

    expect(answer).toMatchObject({ status: 200, body: { data: null, success_msg: "", error_msg: error } });
    expect(at(await sandbox.callControl("GET", "/state"), "apifew", "licenses")).toEqual(before);
  });
});

describe("assign and release", () => {
  test("give a free license to a user and take it back", async () => {
    await create({ ...owned, NO_USAGE: true });
    const assigned = await assign({ ...owned, USER_LOGIN: agent });
    const used = await licensesOf(owner);
    const released = await release({ PRICING_UID: pricing, USER_LOGIN: agent });

    expect(assigned.body).toMatchObject({ data: { key: expect.any(String) }, success_msg: "INFO_LICENSE_ASSIGNED" });
    expect(used).toMatchObject([{ userLogin: agent }]);
    expect(released.body).toEqual({ data: at(assigned, "data"), success_msg: "INFO_LICENSE_RELEASED", error_msg: "" });
    expect(await licensesOf(owner)).toMatchObject([{ userLogin: null }]);
  });

  test("refuse invalid calls", async () => {
    const none = await assign({ ...owned, USER_LOGIN: agent });
    await create({ ...owned, QUANTITY: 2 });
    const unknown = await assign({ ...owned, USER_LOGIN: "no@one.com" });
    const twice = await assign({ ...owned, USER_LOGIN: owner });
    const missing = await assign(owned);
    const unused = await release({ PRICING_UID: pricing, USER_LOGIN: agent });
    const otherPricing = await release({ PRICING_UID: "AAAAAAAAAAAAAAA1", USER_LOGIN: owner });

    expect(at(none, "error_msg")).toBe("ERROR_NO_LICENSE_AVAIL");
    expect(at(unknown, "error_msg")).toBe("ERROR_USER_NOT_FOUND");
    expect(at(twice, "error_msg")).toBe("ERROR_ALREADY_ASSIGNED_APP_LICENSE");
    expect(at(missing, "error_msg")).toBe("ERROR_MISSING_PARAMETER");
    expect(at(unused, "error_msg")).toBe("ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER");
    expect(at(otherPricing, "error_msg")).toBe("ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER");
  });

  test("handle a license that was cancelled on the website", async () => {
    const created = await create({ ...owned, NO_USAGE: true });
    const key = textAt(created, "data", "keys", 0);
    await sandbox.callControl("PATCH", `/apifew/licenses/${key}`, { active: false, status: "cancelled" });

    const answer = await assign({ ...owned, USER_LOGIN: agent });

    expect(at(answer, "error_msg")).toBe("ERROR_LICENSE_CANCELLED");
  });
});

test("a license is found by its key, and all are listed with active as a boolean", async () => {
  const created = await create(owned);
  const key = textAt(created, "data", "keys", 0);

  const found = await sandbox.apifew("/v2/app/license", { USER_LICENSE: key });
  const missing = await sandbox.apifew("/v2/app/license", { USER_LICENSE: "none" });
  const all = await sandbox.apifew("/v2/app/licenses");

  expect(at(found, "data")).toEqual({
    login: owner,
    uid: expect.any(String),
    app: "app.saasprovider.com",
    license_number: key,
    pricing_name: "monthly_10 rev.21",
    pricing_features: ["read_report", "download_report"],
    pricing_active: true,
    license_status: "subscribed",
  });
  expect(at(missing, "error_msg")).toBe("ERROR_LICENSE_NOT_FOUND");
  expect(at(all, "data", "licenses", 2)).toEqual({ key, active: true, status: "subscribed", end_dt: "1970-01-01" });
});

test("migrate moves the licenses of older revisions, and only those", async () => {
  await create(owned);
  const published = await sandbox.callControl("POST", "/apifew/pricings/revisions", {
    uid: pricing,
    features: ["all"],
  });
  await create({ ...owned, NO_USAGE: true });

  const migrated = await sandbox.apifew("/v2/app/pricing/licenses/migrate", { PRICING_UID: pricing });
  const again = await sandbox.apifew("/v2/app/pricing/licenses/migrate", { PRICING_UID: pricing });
  const wrong = await sandbox.apifew("/v2/app/pricing/licenses/migrate", {});

  expect(published.status).toBe(201);
  expect(migrated.body).toMatchObject({ data: { licenses_migrated: 2 }, success_msg: "INFO_LICENSES_MIGRATED" });
  expect(at(again, "data", "licenses_migrated")).toBe(0);
  expect(at(wrong, "error_msg")).toBe("ERROR_WRONG_PARAMETER");
  expect(await licensesOf(owner)).toMatchObject([{ rev: 22 }, { rev: 22 }]);
});

describe("counters", () => {
  const body = { COUNTER_NAME: "counter_one", USER_LOGIN: "first.customer@example.com" };
  const read = (more: object = {}) => sandbox.apifew("/v2/app/user/license/counter/value", { ...body, ...more });
  const save = (more: object) => sandbox.apifew("/v2/app/user/license/counter/value/save", { ...body, ...more });

  test("are saved from text and read at either path", async () => {
    const before = await read();
    const saved = await save({ VALUE: "2.5" });
    const after = await read();
    const atPrintedPath = await save({});

    expect(before.body).toEqual({ data: { value: 100 }, success_msg: "", error_msg: "" });
    expect(saved.body).toMatchObject({ data: { value: 2.5 }, success_msg: "INFO_COUNTER_VALUE_SAVED" });
    expect(at(after, "data", "value")).toBe(2.5);
    const calls = at(await sandbox.callControl("GET", "/calls"));
    expect(calls).toMatchObject([{ write: false }, { write: true }, { write: false }, { write: false }]);
    expect(atPrintedPath.body).toEqual({ data: { value: 2.5 }, success_msg: "", error_msg: "" });
  });

  test("are found by uid, as in the page's example", async () => {
    const user = await sandbox.apifew("/v2/app/user", { USER_LOGIN: body.USER_LOGIN });

    expect(at(await read({ USER_LOGIN: at(user, "data", "uid") }), "data", "value")).toBe(100);
  });

  test("refuse invalid calls", async () => {
    const wrong = await save({ VALUE: "many" });
    const unknown = await read({ COUNTER_NAME: "none" });
    const unlicensed = await read({ USER_LOGIN: agent });
    const created = await create({ ...owned, NO_USAGE: true });
    const key = textAt(created, "data", "keys", 0);
    await sandbox.callControl("PATCH", `/apifew/licenses/${key}`, { userLogin: body.USER_LOGIN });
    const ambiguous = await read();

    expect(at(wrong, "error_msg")).toBe("ERROR_WRONG_VALUE");
    expect(at(unknown, "error_msg")).toBe("ERROR_COUNTER_NOT_FOUND_FOR_USER");
    expect(at(unlicensed, "error_msg")).toBe("ERROR_NO_LICENSE_ASSIGNED_FOR_USER");
    expect(at(ambiguous, "error_msg")).toBe("ERROR_USER_ASSIGNED_TO_MORE_THAN_ONE_LICENSE");
  });
});

describe("actions on the website", () => {
  test("a license is moved to another owner, released, and deleted", async () => {
    const key = textAt(await create(owned), "data", "keys", 0);

    const moved = await sandbox.callControl("PATCH", `/apifew/licenses/${key}`, { ownerLogin: agent, userLogin: null });
    const deleted = await sandbox.callControl("DELETE", `/apifew/licenses/${key}`);
    const again = await sandbox.callControl("DELETE", `/apifew/licenses/${key}`);

    expect(moved.body).toMatchObject({ key, ownerLogin: agent, userLogin: null });
    expect([deleted.status, again.status]).toEqual([200, 404]);
    expect(await licensesOf(agent)).toEqual([]);
  });

  test("a pricing is created, renamed and ended", async () => {
    const uid = "AAAAAAAAAAAAAAA9";
    const made = await sandbox.callControl("POST", "/apifew/pricings", { uid, name: "new", revisions: [{ rev: 1 }] });
    const changed = await sandbox.callControl("PATCH", "/apifew/pricings", { uid, name: "newer", active: false });
    const answer = await create({ ...owned, PRICING_UID: uid });

    expect(made.status).toBe(201);
    expect(changed.body).toMatchObject({ uid, name: "newer", active: false });
    expect(at(answer, "error_msg")).toBe("ERROR_LICENSE_CANCELLED");
  });
});
