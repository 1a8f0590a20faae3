import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../../providers/check-inputs.ts";
import { customHostname } from "../../../../providers/cloudflare/custom-hostname/index.ts";
import { unknownValue } from "../../../../providers/unknown.ts";

const zoneId = "5a4db0c0ffee00000000000000000001";
const whole = { zoneId, hostname: "shop.acme-shoes.com", ssl: { method: "http" } };
const long = `${"a".repeat(60)}.acme-shoes.com`;
const uploaded = { customCertificate: "certificate", customKey: "a-private-key" };

const failuresOf = (news: Record<string, unknown>) =>
  checkInputs(customHostname, news).failures.map(({ property, reason }) => `${property} ${reason}`);

describe("check", () => {
  it("fills in the defaults and converts names to lower case", () => {
    expect(checkInputs(customHostname, { ...whole, hostname: "Shop.ACME-Shoes.com" })).toEqual({
      inputs: {
        ...whole,
        ssl: { method: "http", type: "dv" },
        waitFor: "pending_validation",
        waitTimeoutSeconds: 300,
      },
      failures: [],
    });
  });

  it.each([
    [{ hostname: undefined }, /^hostname is required/],
    [{ zoneId: "zone id" }, /^zoneId .*zone id.*it is "zone id"/],
    [{ hostname: "shop" }, /^hostname must be a hostname/],
    [{ hostname: "203.0.113.7" }, /^hostname .*not an IP address/],
    [{ hostname: "shop.example.com" }, /^hostname .*reserved name example\.com/],
    [{ hostname: "shöp.acme-shoes.com" }, /^hostname .*xn--/],
    [{ hostname: "acme shoes.com" }, /^hostname .*ASCII without spaces/],
    [{ ssl: {} }, /^ssl\.method is required/],
    [{ ssl: { method: "cname" } }, /^ssl\.method must be one of http, txt, email \(it is "cname"\)/],
    [{ ssl: { method: "http", settings: { minTlsVersion: "1.4" } } }, /^ssl\.settings\.minTlsVersion must be one of/],
    [{ ssl: { method: "http", certificateAuthority: "sectigo" } }, /^ssl\.certificateAuthority must be one of/],
    [{ ssl: { method: "http", tls: 1 } }, /^ssl\.tls is not known \(known: method/],
    [{ ssl: { method: "http", wildcard: true } }, /^ssl\.method must be txt/],
    [{ ssl: { method: "http", customKey: "k" } }, /^ssl\.customCertificate is required with ssl\.customKey/],
    [{ ssl: { method: "http", customCertificate: "c" } }, /^ssl\.customKey or ssl\.customCsrId is required/],
    [
      { ssl: { method: "http", settings: { minTlsVersion: "1.3", ciphers: ["AES128-SHA"] } } },
      /^ssl\.settings\.ciphers must be left out.*1443/,
    ],
    [{ hostname: long }, /^ssl\.cloudflareBranding must be true.*1469/],
    [{ hostname: "*.acme-shoes.com", ssl: { method: "txt" } }, /^ssl\.customCertificate is required.*1448/],
    [{ customMetadata: "text" }, /^customMetadata must be an object/],
    [{ customMetadata: { text: "x".repeat(5_000) } }, /^customMetadata must have at most 4096 bytes/],
    [{ customOriginServer: "203.0.113.7" }, /^customOriginServer .*not an IP address/],
    [{ customOriginServer: "*.saasprovider.com" }, /^customOriginServer must be a hostname/],
    [{ customOriginSni: "sni.saasprovider.com" }, /^customOriginServer is required with customOriginSni/],
    [{ waitFor: "ready" }, /^waitFor must be one of none, pending_validation, active/],
    [{ waitTimeoutSeconds: 0 }, /^waitTimeoutSeconds must be at least 1/],
    [{ waitTimeoutSeconds: 1.5 }, /^waitTimeoutSeconds must be a whole number/],
    [{ adopt: "" }, /^adopt must be true, false or an existing id/],
    [{ origin: "eu.saasprovider.com" }, /^origin is not a property of this resource/],
  ])("refuses %o and names the property, the rule and the value", (change, failure) => {
    const failures = failuresOf({ ...whole, ...change });

    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(failure);
  });

  it.each([
    { hostname: long, ssl: { method: "http", cloudflareBranding: true } },
    { hostname: long, ssl: { method: "http", ...uploaded } },
    { hostname: long, ssl: undefined },
    { hostname: "*.acme-shoes.com", ssl: { method: "txt", ...uploaded }, customMetadata: { tier: 1 } },
    { customOriginServer: "eu.saasprovider.com", customOriginSni: ":request_host_header:" },
    { customOriginServer: unknownValue, customOriginSni: ":request_host_header:" },
    { zoneId: unknownValue, hostname: unknownValue, ssl: { method: unknownValue, settings: unknownValue } },
    { customMetadata: { tenant: unknownValue } },
  ])("accepts %o", (change) => {
    expect(failuresOf({ ...whole, ...change })).toEqual([]);
  });

  it("shows no private key, whatever else is wrong", () => {
    for (const ssl of [{ ...uploaded, method: "cname" }, { ...uploaded, extra: 1 }, { customKey: "a-private-key" }]) {
      const failures = failuresOf({ ...whole, ssl });

      expect(failures.join()).toMatch(/^ssl/);
      expect(failures.join()).not.toContain("a-private-key");
    }
  });
});
