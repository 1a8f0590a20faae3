import { describe, expect, it } from "vitest";
import { faultOf } from "../../../providers/cloudflare/fault.ts";

const failed = (...errors: unknown[]) => ({ success: false, errors, messages: [], result: null });

describe("faultOf", () => {
  it.each([
    [971, "rate-limited"],
    [10100, "rate-limited"],
    [1404, "invalid"],
    [1405, "invalid"],
    [1406, "conflict"],
    [1413, "invalid"],
    [1414, "invalid"],
    [1436, "not-found"],
    [1551, "not-found"],
    [7003, "invalid"],
    [10000, "unauthorized"],
  ] as const)("classifies code %i as %s, whatever the HTTP status", (code, kind) => {
    expect(faultOf(failed({ code, message: "text" }))).toMatchObject({ code: String(code), kind });
  });

  it.each([
    [1404, /Cloudflare for SaaS/],
    [1405, /quota/],
    [1406, /adopt: true/],
    [1421, /customOriginServer/],
    [1456, /Cloudflare for SaaS/],
    [1459, /ssl\.certificateAuthority/],
    [1469, /ssl\.cloudflareBranding/],
    [10000, /SSL and Certificates: Edit/],
  ])("adds advice to Cloudflare's text for code %i", (code, advice) => {
    const fault = faultOf(failed({ code, message: "Cloudflare's text." }));

    expect(fault?.detail).toMatch(/^Cloudflare's text\. \(/);
    expect(fault?.detail).toMatch(advice);
  });

  it("adds the property, the causes and the documentation page that Cloudflare names", () => {
    const url = "https://developers.cloudflare.com/fundamentals/api/get-started/create-token/";
    const error = {
      code: 9109,
      message: "Unauthorized to access requested resource",
      documentation_url: url,
      source: { pointer: "/ssl/method" },
      error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
    };

    expect(faultOf(failed(error), 403)?.detail).toBe(
      "/ssl/method: Unauthorized to access requested resource: Invalid format for Authorization header (6111) " +
        `(see ${url})`,
    );
  });

  it("shows the messages of a failure, as texts or as objects, and skips unreadable ones", () => {
    const body = {
      ...failed(7, { code: 1434, message: "no" }),
      messages: ["plain", { code: 1, message: "object" }, 7],
    };

    expect(faultOf(body)).toEqual({ code: "1434", detail: "no; plain; object" });
  });

  it("classifies any other code by the HTTP status", () => {
    expect(faultOf(failed({ code: 1434, message: "text" }))).toEqual({ code: "1434", detail: "text" });
  });

  it("shows every text, the first code, and texts without a code", () => {
    expect(faultOf(failed({ code: 1434, message: "one" }, { code: 1440, message: "two" }, "three"))).toEqual({
      code: "1434",
      detail: "one; two; three",
    });
    expect(faultOf(failed("plain"))).toEqual({ detail: "plain" });
  });

  it.each([{ success: false }, failed(), { success: false, errors: null }, { success: false, errors: [7] }])(
    "detects a failure without a readable error (%o)",
    (body) => {
      expect(faultOf(body)).toEqual({ detail: "responded with success: false and no error" });
    },
  );

  it.each([{ success: true, errors: [], result: {} }, { id: "a bare answer" }, "text", null, undefined])(
    "finds no failure in %o",
    (body) => {
      expect(faultOf(body)).toBeUndefined();
    },
  );
});
