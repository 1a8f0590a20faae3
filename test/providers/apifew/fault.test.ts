import { describe, expect, test } from "vitest";
import { faultOf, normaliseCode } from "../../../providers/apifew/fault.ts";

describe("normaliseCode", () => {
  test.each([
    ["ERROR_USER_NOT_FOUND", "ERROR_USER_NOT_FOUND"],
    ["ERROR::USER_NOT_FOUND", "ERROR_USER_NOT_FOUND"],
    [" error_user_not_found ", "ERROR_USER_NOT_FOUND"],
    ["ERROR_MISSIN_PARAMETER", "ERROR_MISSING_PARAMETER"],
    ["ERROR::MISSIN_PARAMETER", "ERROR_MISSING_PARAMETER"],
    ["APIFEY_KEY_NOT_FOUND", "ERROR_APIFEW_KEY_NOT_FOUND"],
    ["APIFEW_KEY_NOT_FOUND", "ERROR_APIFEW_KEY_NOT_FOUND"],
    ["ERROR_USER_NOT_FOUND_Params || john@example.com", "ERROR_USER_NOT_FOUND"],
    ["ERROR_WRONG_VALUE || 12 || 13", "ERROR_WRONG_VALUE"],
  ])("converts %j to the one spelling %s", (message, code) => {
    expect(normaliseCode(message)).toBe(code);
  });
});

describe("faultOf", () => {
  test.each([
    {},
    { error_msg: "" },
    { error_msg: null },
    { data: {}, success_msg: "INFO_X", error_msg: " " },
    [],
    "text",
  ])("finds no failure in %j", (body) => {
    expect(faultOf(body, 200)).toBeUndefined();
  });

  test.each([
    ["ERROR_USER_NOT_FOUND", "not-found"],
    ["ERROR::USER_NOT_FOUND", "not-found"],
    ["ERROR_LICENSE_NOT_FOUND", "not-found"],
    ["ERROR_COUNTER_NOT_FOUND_FOR_USER", "not-found"],
    ["ERROR_NO_LICENSE_ASSIGNED_FOR_USER", "not-found"],
    ["ERROR_NO_APP_LICENSE_ASSIGNED_TO_USER", "not-found"],
    ["ERROR_USER_ALREADY_EXISTS", "conflict"],
    ["ERROR_ALREADY_ASSIGNED_APP_LICENSE", "conflict"],
    ["APIFEY_KEY_NOT_FOUND", "unauthorized"],
    ["ERROR_LICENSE_CANCELLED", "invalid"],
    ["ERROR_NO_LICENSE_AVAIL", "invalid"],
    ["ERROR_MISSIN_PARAMETER", "invalid"],
    ["ERROR_USER_ASSIGNED_TO_MORE_THAN_ONE_LICENSE", "invalid"],
    ["SOMETHING_NEW", "invalid"],
  ])("classifies %s in an answer with HTTP 200 as %s, and as a refusal without effect", (error_msg, kind) => {
    expect(faultOf({ data: null, error_msg }, 200)).toMatchObject({ kind, outcome: "not-taken" });
  });

  test("keeps apifew's own message", () => {
    const fault = faultOf({ error_msg: "ERROR_USER_NOT_FOUND || john@example.com" }, 200);

    expect(fault?.detail).toBe("ERROR_USER_NOT_FOUND || john@example.com");
  });

  test("classifies server errors and rate limits by their HTTP status", () => {
    expect(faultOf({ error_msg: "ERROR_USER_NOT_FOUND" }, 500)).not.toHaveProperty("kind");
    expect(faultOf({ error_msg: "ERROR_USER_NOT_FOUND" }, 500)).not.toHaveProperty("outcome");
    expect(faultOf({ error_msg: "ERROR_BUSY" }, 429)).not.toHaveProperty("kind");
  });

  test("never classifies a bare 404 as a deleted object", () => {
    expect(faultOf({ message: "no such route" }, 404)).toMatchObject({ kind: "invalid" });
    expect(faultOf({ error_msg: "ERROR_ROUTE_NOT_FOUND" }, 404)).toMatchObject({ kind: "invalid" });
  });

  test.each([
    "ERROR_X || 12345678-aaaa-bbbb-cccc-1234567890abcdef",
    "license 5a4db000-0000-4000-8000-000000000001 is gone",
  ])("removes license keys from %j", (error_msg) => {
    expect(faultOf({ error_msg }, 200)?.detail).toContain("[redacted]");
    expect(faultOf({ error_msg }, 200)?.detail).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  test("reads an error that is not a text", () => {
    expect(faultOf({ error_msg: ["ERROR_A", "ERROR_B"] }, 200)?.detail).toBe('["ERROR_A","ERROR_B"]');
  });
});
