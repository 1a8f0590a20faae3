import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { at, startTestSandbox, type TestSandbox } from "../../../../support/sandbox.ts";

const login = "user.name@example.com";
const pricing = "ABCDEF1234567890";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const errorOf = async (path: string, body?: unknown) => at(await sandbox.apifew(path, body), "error_msg");

test.each([[{}], [{ "Apifew-Key": "00000000-0000-4000-8000-000000000000" }]])(
  "a missing or wrong key is APIFEY_KEY_NOT_FOUND with HTTP 200",
  async (headers) => {
    const answer = await sandbox.apifew("/v2/app/licenses", {}, headers);

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ data: null, success_msg: "", error_msg: "APIFEY_KEY_NOT_FOUND" });
  },
);

test("a user is created, read, renamed and deleted", async () => {
  const created = await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: login });
  const saved = await sandbox.apifew("/v2/app/user/info/save", {
    USER_LOGIN: login,
    USER_SETTINGS: { name_first: "John", name_last: "Smith" },
  });
  const savedAgain = await sandbox.apifew("/v2/app/user/info/save", {
    USER_LOGIN: login,
    USER_SETTINGS: { name_first: "John", name_last: "Doe" },
  });
  const info = await sandbox.apifew("/v2/app/user", { USER_LOGIN: login });
  const deleted = await sandbox.apifew("/v2/app/user/delete", { USER_LOGIN: login });

  expect(created.body).toMatchObject({ data: { uid: expect.stringMatching(/^[0-9A-F]{16}$/) }, error_msg: "" });
  expect(at(created, "success_msg")).toBe("INFO_APP_USER_CREATED");
  expect(saved.body).toEqual({
    data: ["name_first", "name_last"],
    success_msg: "INFO::USER_INFO_SAVED",
    error_msg: "",
  });
  expect(at(savedAgain, "data")).toEqual(["name_last"]);
  expect(at(info, "data")).toEqual({
    login,
    uid: at(created, "data", "uid"),
    app: "app.saasprovider.com",
    license_key: "",
    pricing_fullname: "",
    license_role: "",
    license_features: [],
    license_active: false,
    license_status: "",
    name_first: "John",
    name_last: "Doe",
  });
  expect(at(deleted, "success_msg")).toBe("INFO_APP_USER_DELETED");
  expect(await errorOf("/v2/app/user", { USER_LOGIN: login })).toBe("ERROR_USER_NOT_FOUND");
});

test("a user's information shows the license that is in use", async () => {
  await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: login });
  const license = await sandbox.apifew("/v2/app/pricing/license/create", { PRICING_UID: pricing, OWNER_LOGIN: login });

  const info = await sandbox.apifew("/v2/app/user", { USER_LOGIN: login });

  expect(at(info, "data")).toMatchObject({
    license_key: at(license, "data", "keys", 0),
    pricing_fullname: "monthly_10 rev.21",
    license_role: "normal_user",
    license_features: ["read_report", "download_report"],
    license_active: true,
    license_status: "subscribed",
  });
});

test("errors have the page's spelling", async () => {
  expect(await errorOf("/v2/app/user/create", {})).toBe("ERROR_MISSIN_PARAMETER");
  expect(await errorOf("/v2/app/user/create", "no json")).toBe("ERROR_MISSIN_PARAMETER");
  expect(await errorOf("/v2/app/user/create", { USER_LOGIN: "first.customer@example.com" })).toBe(
    "ERROR_USER_ALREADY_EXISTS",
  );
  expect(await errorOf("/v2/app/user/delete", {})).toBe("ERROR_MISSIN_PARAMETER");
  expect(await errorOf("/v2/app/user/delete", { USER_LOGIN: login })).toBe("ERROR_USER_NOT_FOUND");
  expect(await errorOf("/v2/app/user/info/save", { USER_LOGIN: login, USER_SETTINGS: {} })).toBe(
    "ERROR::USER_NOT_FOUND",
  );
});

test("deleting a user ends the use of licenses but not their ownership", async () => {
  await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: login });
  await sandbox.apifew("/v2/app/pricing/license/create", { PRICING_UID: pricing, OWNER_LOGIN: login });
  await sandbox.apifew("/v2/app/user/delete", { USER_LOGIN: login });

  const state = await sandbox.callControl("GET", "/state");

  const licenses = at(state, "apifew", "licenses");
  expect(licenses).toContainEqual(expect.objectContaining({ ownerLogin: login, userLogin: null }));
});

describe("managed users", () => {
  const pair = { OWNER_LOGIN: "first.customer@example.com", MANAGED_LOGIN: "agent@example.com" };

  test("join a team, even twice, and leave it", async () => {
    const created = await sandbox.apifew("/v2/user/managed/create", pair);
    const again = await sandbox.apifew("/v2/user/managed/create", pair);
    const state = await sandbox.callControl("GET", "/state");
    const removed = await sandbox.apifew("/v2/user/managed/remove", pair);

    expect(at(created, "success_msg")).toBe("INFO_MANAGED_USER_CREATED_Params || agent@example.com");
    expect(at(again, "error_msg")).toBe("");
    expect(at(state, "apifew", "managedUsers")).toEqual([
      { ownerLogin: "first.customer@example.com", managedLogin: "agent@example.com" },
    ]);
    expect(at(removed, "success_msg")).toBe("INFO_MANAGED_USER_REMOVED");
    expect(await errorOf("/v2/user/managed/remove", pair)).toBe("ERROR_USER_NOT_FOUND");
  });

  test("are deleted with their removal unless they were created as users too", async () => {
    await sandbox.apifew("/v2/user/managed/create", pair);
    await sandbox.apifew("/v2/user/managed/remove", pair);
    const gone = await errorOf("/v2/app/user", { USER_LOGIN: pair.MANAGED_LOGIN });
    await sandbox.apifew("/v2/user/managed/create", pair);
    await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: pair.MANAGED_LOGIN });
    await sandbox.apifew("/v2/user/managed/remove", pair);

    expect(gone).toBe("ERROR_USER_NOT_FOUND");
    expect(await errorOf("/v2/app/user", { USER_LOGIN: pair.MANAGED_LOGIN })).toBe("");
  });

  test("cannot leave while they use a license of the owner", async () => {
    const owner = "second.customer@example.com";
    const team = { OWNER_LOGIN: owner, MANAGED_LOGIN: "agent@example.com" };
    await sandbox.apifew("/v2/user/managed/create", team);
    const assignment = { PRICING_UID: "ABCDEF1234567891", USER_LOGIN: "agent@example.com" };
    await sandbox.apifew("/v2/app/pricing/license/assign", { ...assignment, OWNER_LOGIN: owner });

    const refused = await errorOf("/v2/user/managed/remove", team);
    await sandbox.apifew("/v2/app/pricing/license/release", assignment);

    expect(refused).toBe("ERROR_ALREADY_ASSIGNED_APP_LICENSE");
    expect(await errorOf("/v2/user/managed/remove", team)).toBe("");
  });

  test("need both logins and an owner that exists", async () => {
    expect(await errorOf("/v2/user/managed/create", { OWNER_LOGIN: "a@b.com" })).toBe("ERROR_MISSIN_PARAMETER");
    expect(await errorOf("/v2/user/managed/create", { OWNER_LOGIN: "a@b.com", MANAGED_LOGIN: "c@d.com" })).toBe(
      "ERROR_USER_NOT_FOUND",
    );
  });
});

describe("deprecated users of /v1", () => {
  const body = { USER: { login } };

  test("are the same users, with the old field names", async () => {
    const created = await sandbox.apifew("/v1/app/user/create", body);
    const again = await errorOf("/v1/app/user/create", body);
    const info = await sandbox.apifew("/v1/app/user", body);
    const deleted = await sandbox.apifew("/v1/app/user/delete", body);

    expect(at(created, "success_msg")).toBe("INFO_APP_USER_CREATED");
    expect(again).toBe("ERROR_USER_ALREADY_EXISTS");
    expect(at(info, "data")).toEqual({
      login,
      uid: at(created, "data", "uid"),
      app: "app.saasprovider.com",
      license_number: "",
      license_ok: false,
    });
    expect(at(deleted, "success_msg")).toBe("INFO_APP_USER_DELETED");
    expect(await errorOf("/v1/app/user", body)).toBe("ERROR_USER_NOT_FOUND");
    expect(await errorOf("/v1/app/user", {})).toBe("ERROR_MISSIN_PARAMETER");
  });
});

test("two spellings of a login that differ in case are two users", async () => {
  const created = await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: "Jane@x.io" });

  expect(await errorOf("/v2/app/user", { USER_LOGIN: "jane@x.io" })).toBe("ERROR_USER_NOT_FOUND");
  const other = await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: "jane@x.io" });
  expect(at(other, "data", "uid")).not.toBe(at(created, "data", "uid"));
});

test("two spellings of a login are one user with loginCase: folded, whose first spelling outlasts a deletion", async () => {
  const folding = await startTestSandbox({ timeScale: 0, seed: { apifew: { loginCase: "folded" } } });
  onTestFinished(() => folding.close());
  const call = (path: string, body: object) => folding.apifew(path, body);
  const created = await call("/v2/app/user/create", { USER_LOGIN: "Jane@x.io" });
  const licensed = await call("/v2/app/pricing/license/create", { PRICING_UID: pricing, OWNER_LOGIN: "JANE@x.io" });

  expect(at(await call("/v2/app/user", { USER_LOGIN: "jane@X.IO" }), "data")).toMatchObject({
    login: "Jane@x.io",
    uid: at(created, "data", "uid"),
    license_key: at(licensed, "data", "keys", 0),
  });
  const again = await call("/v2/app/user/create", { USER_LOGIN: "jane@x.io" });
  expect(at(again, "error_msg")).toBe("ERROR_USER_ALREADY_EXISTS");
  await call("/v2/app/pricing/license/release", { PRICING_UID: pricing, USER_LOGIN: "jane@x.io" });
  await call("/v2/app/user/delete", { USER_LOGIN: "jane@x.io" });
  await call("/v2/app/user/create", { USER_LOGIN: "jane@x.io" });
  const assignment = { PRICING_UID: pricing, OWNER_LOGIN: "jane@x.io", USER_LOGIN: "JANE@X.IO" };
  expect(at(await call("/v2/app/pricing/license/assign", assignment), "error_msg")).toBe("");
  expect(at(await call("/v2/app/user", { USER_LOGIN: "jane@x.io" }), "data", "login")).toBe("Jane@x.io");
});
