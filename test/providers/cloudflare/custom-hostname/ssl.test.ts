import { describe, expect, it } from "vitest";
import { holdsUploadedKey, Ssl, sslSecrets } from "../../../../providers/cloudflare/custom-hostname/ssl.ts";

const key = "-----BEGIN PRIVATE KEY-----";

describe("Ssl", () => {
  it("requires a method, fills in the type, and keeps the rest unchanged", () => {
    expect(Ssl.parse({ method: "http" })).toEqual({ method: "http", type: "dv" });
    expect(Ssl.safeParse({}).success).toBe(false);
  });

  it.each([
    { method: "cname" },
    { method: "http", type: "ev" },
    { method: "http", certificateAuthority: "sectigo" },
    { method: "http", certificateAuthority: "" },
    { method: "http", bundleMethod: "any" },
    { method: "http", wildcard: "true" },
    { method: "http", settings: { minTlsVersion: "1.4" } },
    { method: "http", settings: { http2: true } },
    { method: "http", settings: { min_tls_version: "1.2" } },
    { method: "http", customCertBundle: [] },
    { method: "http", certificate_authority: "google" },
  ])("refuses %o", (ssl) => {
    expect(Ssl.safeParse(ssl).success).toBe(false);
  });
});

describe("sslSecrets and holdsUploadedKey", () => {
  it("find every private key and nothing else", () => {
    const bundle = [{ customCertificate: "c", customKey: `${key}2` }];
    const ssl = Ssl.parse({ method: "http", customCertificate: "c", customKey: key, customCertBundle: bundle });

    expect(sslSecrets(ssl)).toEqual([key, `${key}2`]);
    expect(holdsUploadedKey(ssl)).toBe(true);
    expect(holdsUploadedKey({ method: "http", customCertBundle: bundle })).toBe(true);
    expect(holdsUploadedKey({ method: "http", customCertificate: "c" })).toBe(false);
    expect(sslSecrets(undefined)).toEqual([]);
    expect(holdsUploadedKey(undefined)).toBe(false);
  });
});
