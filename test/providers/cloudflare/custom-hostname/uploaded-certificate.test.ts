import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { servesUpload, withoutUpload } from "../../../../providers/cloudflare/custom-hostname/ssl-observe.ts";
import { createSelfSignedCertificate } from "../../../support/self-signed-certificate.ts";

const pems = ["a.acme-shoes.com", "b.acme-shoes.com"].map((name) => createSelfSignedCertificate(name).certificate);
const [one = "", other = ""] = pems;
const printOf = (pem: string) => new X509Certificate(pem).fingerprint256;

describe("servesUpload", () => {
  it.each([(print: string) => print, (print: string) => print.replaceAll(":", "").toLowerCase()])(
    "recognises a certificate by its fingerprint, in either notation",
    (write) => {
      const wire = { certificates: [{ fingerprint_sha256: write(printOf(one)) }] };

      expect(servesUpload({ customCertificate: one }, wire)).toBe(true);
      expect(servesUpload({ customCertificate: other }, wire)).toBe(false);
    },
  );

  it("requires every certificate of a bundle", () => {
    const customCertBundle = [{ customCertificate: one }, { customCertificate: other }];
    const both = pems.map((pem) => ({ fingerprint_sha256: printOf(pem) }));

    expect(servesUpload({ customCertBundle }, { certificates: both })).toBe(true);
    expect(servesUpload({ customCertBundle }, { certificates: both.slice(1) })).toBe(false);
  });

  it("is false if nothing is returned or readable, and true if nothing is uploaded", () => {
    expect(servesUpload({ customCertificate: one }, {})).toBe(false);
    expect(servesUpload({ customCertificate: "no PEM" }, { certificates: [{ fingerprint_sha256: "" }] })).toBe(false);
    expect(servesUpload({}, {})).toBe(true);
  });
});

describe("withoutUpload", () => {
  it("removes the certificate and everything uploaded with it", () => {
    const upload = { customCertificate: one, customKey: "k", customCsrId: "id", customCertBundle: [] };

    expect(withoutUpload({ method: "http", ...upload })).toEqual({ method: "http" });
  });
});
