import { describe, expect, it } from "vitest";
import {
  isRenewedByHttp,
  observeSsl,
  toSslInputs,
} from "../../../../providers/cloudflare/custom-hostname/ssl-observe.ts";
import { createSelfSignedCertificate } from "../../../support/self-signed-certificate.ts";

describe("observeSsl", () => {
  it("returns the user's settings and none that Cloudflare chose", () => {
    const wire = {
      method: "http",
      type: "dv",
      certificate_authority: "google",
      bundle_method: "ubiquitous",
      wildcard: false,
      settings: { http2: "on", min_tls_version: "1.0" },
    };

    expect(observeSsl({ method: "http", type: "dv" }, wire)).toEqual({ method: "http", type: "dv" });
    expect(
      observeSsl(
        {
          method: "http",
          type: "dv",
          certificateAuthority: "ssl_com",
          bundleMethod: "force",
          wildcard: true,
          settings: { minTlsVersion: "1.2", earlyHints: "on" },
        },
        wire,
      ),
    ).toEqual({
      method: "http",
      type: "dv",
      certificateAuthority: "google",
      bundleMethod: "ubiquitous",
      wildcard: false,
      settings: { minTlsVersion: "1.0" },
    });
  });

  it("keeps values that the answer omits, as for an uploaded certificate", () => {
    const managed = {
      method: "txt",
      type: "dv",
      certificateAuthority: "google",
      bundleMethod: "force",
      cloudflareBranding: true,
      customCertificate: "c",
      customKey: "k",
    } as const;

    expect(observeSsl(managed, { status: "active", method: "", certificate_authority: null })).toEqual(managed);
  });

  it("drops an upload only if Cloudflare shows its own certificate in its place", () => {
    const { certificate, key } = createSelfSignedCertificate("shop.acme-shoes.com");
    const managed = { method: "http", type: "dv", customCertificate: certificate, customKey: key } as const;
    const certificates = [{ fingerprint_sha256: "00" }];

    expect(observeSsl(managed, { type: "dv", method: "http", certificates })).toEqual({ method: "http", type: "dv" });
    expect(observeSsl(managed, { certificates })).toEqual(managed);
    expect(observeSsl(managed, { type: "dv", method: "http" })).toEqual(managed);
  });
});

describe("isRenewedByHttp", () => {
  it("is true for a txt that became http, except for wildcards", () => {
    const managed = { method: "txt", type: "dv" } as const;

    expect(isRenewedByHttp(managed, { method: "http" })).toBe(true);
    expect(isRenewedByHttp(managed, { method: "http", wildcard: true })).toBe(false);
    expect(isRenewedByHttp(managed, { method: "txt" })).toBe(false);
    expect(isRenewedByHttp({ method: "email", type: "dv" }, { method: "http" })).toBe(false);
  });
});

describe("toSslInputs", () => {
  it("omits defaults and Cloudflare's choice of the authority", () => {
    const wire = { type: "dv", bundle_method: "ubiquitous", certificate_authority: "google", wildcard: false };

    expect(toSslInputs({ ...wire, method: "txt", settings: {} })).toEqual({ method: "txt", type: "dv" });
  });

  it("contains every other value", () => {
    const settings = {
      ciphers: ["AES128-SHA"],
      early_hints: "on",
      http2: "off",
      min_tls_version: "1.2",
      tls_1_3: "on",
    };

    expect(
      toSslInputs({ method: "txt", wildcard: true, cloudflare_branding: true, bundle_method: "optimal", settings }),
    ).toEqual({
      method: "txt",
      type: "dv",
      wildcard: true,
      cloudflareBranding: true,
      bundleMethod: "optimal",
      settings: { ciphers: ["AES128-SHA"], earlyHints: "on", http2: "off", minTlsVersion: "1.2", tls13: "on" },
    });
  });

  it("omits a setting whose value no program could declare", () => {
    const settings = { min_tls_version: "0.9", http2: "on", http3: "on" };

    expect(toSslInputs({ method: "http", settings })).toEqual({
      method: "http",
      type: "dv",
      settings: { http2: "on" },
    });
  });
});
