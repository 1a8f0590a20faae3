import { describe, expect, test } from "vitest";
import { hasCode, isKind, isOutcomeUnknown, VendorError } from "../../../providers/http/vendor-error.ts";

const details = {
  vendor: "Cloudflare",
  kind: "conflict",
  outcome: "not-taken",
  call: "POST /x",
  detail: "Duplicate",
} as const;

describe("VendorError", () => {
  test.each([
    [{}, "Cloudflare POST /x: Duplicate"],
    [{ status: 409 }, "Cloudflare POST /x (HTTP 409): Duplicate"],
    [{ status: 409, code: "1406" }, "Cloudflare POST /x (HTTP 409, 1406): Duplicate"],
  ])("states the vendor, the call, the status, the code and the vendor's own message: %o", (more, message) => {
    expect(new VendorError({ ...details, ...more }).message).toBe(message);
  });

  test("is distinguished by kind, code and outcome, and from other errors", () => {
    const error = new VendorError({ ...details, code: "1406" });

    expect([isKind(error, "conflict"), isKind(error, "not-found"), isKind(new Error(), "conflict")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([hasCode(error, "1404", "1406"), hasCode(error, "1"), hasCode(new VendorError(details))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isOutcomeUnknown(error)).toBe(false);
    expect(isOutcomeUnknown(new VendorError({ ...details, outcome: "unknown" }))).toBe(true);
  });
});
