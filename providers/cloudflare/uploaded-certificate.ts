/** A certificate that the user uploads: the API takes it with its key and tells neither of them again. */
import { X509Certificate } from "node:crypto";
import type { Ssl as SslWire } from "./schema.ts";

interface Upload {
  readonly customCertificate?: string | undefined;
  readonly customKey?: string | undefined;
  readonly customCsrId?: string | undefined;
  readonly customCertBundle?: readonly { readonly customCertificate: string }[] | undefined;
}

/** True when every certificate of the upload is among those that Cloudflare says it serves; also when there is none. */
export function servesUpload(upload: Upload, wire: SslWire): boolean {
  const uploaded = [upload.customCertificate, ...(upload.customCertBundle ?? []).map((pair) => pair.customCertificate)];
  const served = (wire.certificates ?? []).map(({ fingerprint_sha256: print }) => normalise(print ?? ""));
  return uploaded.every((pem) => pem === undefined || served.includes(fingerprintOf(pem)));
}

/** The same without the certificate, its key and its signing request. */
export function withoutUpload<Ssl extends Upload>(ssl: Ssl) {
  const { customCertificate, customKey, customCsrId, customCertBundle, ...rest } = ssl;
  return rest;
}

function fingerprintOf(pem: string): string {
  try {
    return normalise(new X509Certificate(pem).fingerprint256);
  } catch {
    return "no certificate";
  }
}

function normalise(fingerprint: string): string {
  return fingerprint.replaceAll(":", "").toLowerCase();
}
