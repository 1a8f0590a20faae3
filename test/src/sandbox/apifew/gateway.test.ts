import { afterEach, beforeEach, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../support/test-sandbox.ts";

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
  sandbox = await startTestSandbox();
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
  await sandbox.control("PATCH", `/apifew/licenses/${license}`, { active: false });
  const ended = await send(request);

  const errors = [bad, other, missing, ended].map((answer) => at(answer, "error_msg"));
  expect(errors).toEqual([
    "ERROR_LICENSE_NOT_FOUND",
    "ERROR_WRONG_PARAMETER",
    "ERROR_MISSING_PARAMETER",
    "ERROR_LICENSE_CANCELLED",
  ]);
});

test("a token is made by the consumer and consumed once by the provider", async () => {
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
