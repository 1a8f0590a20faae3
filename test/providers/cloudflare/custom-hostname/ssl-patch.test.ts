import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Ssl } from "../../../../providers/cloudflare/custom-hostname/ssl.ts";
import {
  isReissue,
  needsSslPatch,
  toSslCreate,
  toSslPatch,
  toSslRepeat,
} from "../../../../providers/cloudflare/custom-hostname/ssl-patch.ts";
import { createSelfSignedCertificate } from "../../../support/self-signed-certificate.ts";

const ssl = (given: Record<string, unknown> = {}) => Ssl.parse({ method: "http", ...given });
const settings = { ciphers: ["AES128-SHA"], earlyHints: "on", http2: "off", minTlsVersion: "1.2", tls13: "on" };
const wireSettings = {
  ciphers: ["AES128-SHA"],
  early_hints: "on",
  http2: "off",
  min_tls_version: "1.2",
  tls_1_3: "on",
};

describe("toSslCreate", () => {
  it("contains the user's settings by Cloudflare's names, and no default of ours except the type", () => {
    expect(toSslCreate(ssl())).toEqual({ method: "http", type: "dv" });
    expect(
      toSslCreate(
        ssl({
          settings,
          bundleMethod: "force",
          certificateAuthority: "google",
          wildcard: false,
          cloudflareBranding: true,
          customCertificate: "c",
          customKey: "k",
          customCsrId: "id",
          customCertBundle: [{ customCertificate: "c", customKey: "k" }],
        }),
      ),
    ).toEqual({
      method: "http",
      type: "dv",
      settings: wireSettings,
      bundle_method: "force",
      certificate_authority: "google",
      wildcard: false,
      cloudflare_branding: true,
      custom_certificate: "c",
      custom_key: "k",
      custom_csr_id: "id",
      custom_cert_bundle: [{ custom_certificate: "c", custom_key: "k" }],
    });
  });
});

describe("toSslPatch", () => {
  it("contains type, method and every setting, including those unknown to this provider", () => {
    const current = { method: "http", settings: { http3: "on", http2: "on", early_hints: null } };

    expect(toSslPatch(ssl(), ssl({ settings: { http2: "off" } }), current)).toEqual({
      method: "http",
      type: "dv",
      settings: { http3: "on", http2: "off" },
    });
  });

  it("never contains an authority that the user did not set", () => {
    const patch = toSslPatch(ssl(), ssl({ wildcard: false }), { method: "http", certificate_authority: "google" });

    expect(patch).not.toHaveProperty("certificate_authority");
  });

  it("removes only the settings that the user removed", () => {
    const olds = ssl({ settings: { http2: "on", tls13: "on" } });
    const current = { method: "http", settings: { http2: "on", tls_1_3: "on", min_tls_version: "1.2" } };

    expect(toSslPatch(olds, ssl({ settings: { tls13: "on" } }), current).settings).toEqual({
      tls_1_3: "on",
      min_tls_version: "1.2",
    });
    expect(toSslPatch(olds, ssl(), current).settings).toEqual({ min_tls_version: "1.2" });
  });

  it.each([
    // A renewal's http is kept, a new choice is requested, and an abandoned hostname restarts as chosen.
    ["txt", "txt", "http", "active", "http"],
    ["http", "txt", "http", "active", "txt"],
    ["txt", "txt", "http", "validation_timed_out", "txt"],
    ["txt", "http", "txt", "active", "http"],
    [undefined, "txt", "http", "active", "txt"],
  ] as const)("from %s to %s with %s (%s) sends %s", (old, news, sentMethod, status, sent) => {
    const olds = old && ssl({ method: old });

    expect(toSslPatch(olds, ssl({ method: news }), { method: sentMethod, status }).method).toBe(sent);
  });
});

describe("needsSslPatch", () => {
  const current = { method: "http", type: "dv", certificate_authority: "google", bundle_method: "ubiquitous" };

  it("is false if nothing changed, for any answer of Cloudflare", () => {
    expect(needsSslPatch(ssl({ wildcard: true }), ssl({ wildcard: true }), { method: "email" })).toBe(false);
  });

  it("is true for a first certificate", () => {
    expect(needsSslPatch(undefined, ssl(), undefined)).toBe(true);
  });

  it.each([
    { certificateAuthority: "google" },
    { bundleMethod: "ubiquitous" },
    { wildcard: false },
    { cloudflareBranding: false },
    { settings: {} },
  ])("is false for a change that is already made (%o)", (change) => {
    expect(needsSslPatch(ssl(), ssl(change), current)).toBe(false);
  });

  it("is true for a method other than Cloudflare's, false for the same one", () => {
    expect(needsSslPatch(ssl(), ssl({ method: "txt" }), current)).toBe(true);
    expect(needsSslPatch(ssl({ method: "txt" }), ssl(), current)).toBe(false);
  });

  it.each([
    { certificateAuthority: "ssl_com" },
    { bundleMethod: "force" },
    { wildcard: true },
    { cloudflareBranding: true },
    { settings: { http2: "on" } },
    { customCsrId: "id" },
    { customCertificate: "c", customKey: "k" },
  ])("is true for %o, and for its removal", (change) => {
    expect(needsSslPatch(ssl(), ssl(change), current)).toBe(true);
    expect(needsSslPatch(ssl(change), ssl(), current)).toBe(true);
  });

  it("is false for an upload that is already served, true for another one", () => {
    const [one, other] = ["a.acme-shoes.com", "b.acme-shoes.com"].map(createSelfSignedCertificate);
    const upload = { customCertificate: one?.certificate, customKey: one?.key };
    const fingerprint = new X509Certificate(one?.certificate ?? "").fingerprint256;
    const served = needsSslPatch(ssl(), ssl(upload), { certificates: [{ fingerprint_sha256: fingerprint }] });

    expect(served).toBe(false);
    expect(needsSslPatch(ssl(upload), ssl({ customCertificate: other?.certificate }), current)).toBe(true);
  });
});

describe("isReissue", () => {
  it("is true for changes that issue another certificate, false for settings", () => {
    expect(isReissue(ssl(), ssl({ method: "txt" }))).toBe(true);
    expect(isReissue(ssl(), undefined)).toBe(true);
    expect(isReissue(undefined, ssl())).toBe(true);
    expect(isReissue(ssl(), ssl({ certificateAuthority: "google" }))).toBe(true);
    expect(isReissue(ssl(), ssl({ settings, bundleMethod: "force" }))).toBe(false);
  });
});

describe("toSslRepeat", () => {
  it("contains the current certificate's settings, and nothing of an uploaded one", () => {
    expect(toSslRepeat({ method: "txt", settings: { http3: "on" }, certificate_authority: "google" })).toEqual({
      method: "txt",
      type: "dv",
      settings: { http3: "on" },
    });
    expect(toSslRepeat({ status: "active" })).toBeUndefined();
  });
});
