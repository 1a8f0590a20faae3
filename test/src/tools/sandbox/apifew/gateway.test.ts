import { afterEach, beforeEach, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const license = "5a4db000-0000-4000-8000-000000000001";
const request = {
  APP_NAME: "app.saasprovider.com",
  ROUTE: "/a/route",
  METHOD: "GET",
  PARAMS: { param1: "value1" },
  HEADERS: { "x-api-key": "a_secret_key" },
};
const echoed = {
  app: "app.saasprovider.com",
  route: "/a/route",
  method: "GET",
  params: { param1: "value1" },
  headers: ["x-api-key"],
};

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const send = (body: object, key = license) => sandbox.apifew("/v1/request", body, { "Apifew-User-License": key });

test("the gateway answers the API's response, raw or in a Result", async () => {
  const raw = await send(request);
  const wrapped = await send({ ...request, RESPONSE_AS_RESULT: true });

  expect(raw.body).toEqual(echoed);
  expect(wrapped.body).toEqual({ data: echoed, success_msg: "", error_msg: "" });
});

test("the gateway refuses a bad license, another app and missing parameters", async () => {
  const bad = await send(request, "none");
  const other = await send({ ...request, APP_NAME: "api.other.com" });
  const missing = await send({ APP_NAME: request.APP_NAME });
  await sandbox.callControl("PATCH", `/apifew/licenses/${license}`, { active: false });
  const ended = await send(request);

  const errors = [bad, other, missing, ended].map((answer) => at(answer, "error_msg"));
  expect(errors).toEqual([
    "ERROR_LICENSE_NOT_FOUND",
    "ERROR_WRONG_PARAMETER",
    "ERROR_MISSING_PARAMETER",
    "ERROR_LICENSE_CANCELLED",
  ]);
});

test("a token is created by the consumer and consumed once by the provider", async () => {
  const order = { USER_LICENSE: license, API_URL: "https://exemple.api.com/route", API_METHOD: "GET" };
  const created = await sandbox.apifew("/v1/token/create", order, {});
  const token = textAt(created, "data", "token");
  const consume = { TOKEN: token, REQUEST_STATUS_CODE: 200, SHOW_PRICING: true };

  const withoutKey = await sandbox.apifew("/v1/token/consume", consume, {});
  const consumed = await sandbox.apifew("/v1/token/consume", consume);
  const again = await sandbox.apifew("/v1/token/consume", consume);

  expect(at(withoutKey, "error_msg")).toBe("APIFEY_KEY_NOT_FOUND");
  expect(at(consumed, "data")).toEqual({
    app_name: "app.saasprovider.com",
    token,
    consumed: true,
    pricing: "monthly_10",
  });
  expect(at(again, "error_msg")).toBe("ERROR_WRONG_PARAMETER");
});

test("an unknown token, or a consume without a status, changes nothing", async () => {
  const order = { USER_LICENSE: license, API_URL: "https://exemple.api.com/route", API_METHOD: "GET" };
  const token = textAt(await sandbox.apifew("/v1/token/create", order, {}), "data", "token");

  const unknown = await sandbox.apifew("/v1/token/consume", { TOKEN: `${token}0`, REQUEST_STATUS_CODE: 200 });
  const incomplete = await sandbox.apifew("/v1/token/consume", { TOKEN: token });
  const unnamed = await sandbox.apifew("/v1/token/consume", { REQUEST_STATUS_CODE: 200 });
  const state = await sandbox.callControl("GET", "/state");

  const errors = [unknown, incomplete, unnamed].map((answer) => at(answer, "error_msg"));
  expect(errors).toEqual(["ERROR_WRONG_PARAMETER", "ERROR_MISSING_PARAMETER", "ERROR_MISSING_PARAMETER"]);
  expect(at(state, "apifew", "tokens", 0, "consumedStatus")).toBeUndefined();
});

test("of many concurrent consumers of a token, one succeeds", async () => {
  const order = { USER_LICENSE: license, API_URL: "https://exemple.api.com/route", API_METHOD: "GET" };
  const token = textAt(await sandbox.apifew("/v1/token/create", order, {}), "data", "token");

  const statuses = [200, 404, 200, 500, 200];
  const answers = await Promise.all(
    statuses.map((status) => sandbox.apifew("/v1/token/consume", { TOKEN: token, REQUEST_STATUS_CODE: status })),
  );

  expect(answers.filter((answer) => at(answer, "error_msg") === "")).toHaveLength(1);
});

test("no token is created for an unknown or ended license, or without a URL", async () => {
  const order = { USER_LICENSE: license, API_URL: "https://exemple.api.com/route", API_METHOD: "GET" };

  const unknown = await sandbox.apifew("/v1/token/create", { ...order, USER_LICENSE: "none" }, {});
  const incomplete = await sandbox.apifew("/v1/token/create", { USER_LICENSE: license, API_METHOD: "GET" }, {});
  await sandbox.callControl("PATCH", `/apifew/licenses/${license}`, { active: false });
  const ended = await sandbox.apifew("/v1/token/create", order, {});

  const errors = [unknown, incomplete, ended].map((answer) => at(answer, "error_msg"));
  expect(errors).toEqual(["ERROR_LICENSE_NOT_FOUND", "ERROR_MISSING_PARAMETER", "ERROR_LICENSE_CANCELLED"]);
});
