import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { JsonValue } from "../json-body.ts";
import { textOf } from "../json-body.ts";
import { CloudflareError } from "./envelope.ts";
import type { UploadedCertificate } from "./ssl-order.ts";

/**
 * Validates an uploaded certificate with its key and returns what may be shown: neither certificate nor key.
 */
export function parseUpload(
  certificate: JsonValue | undefined,
  key: JsonValue | undefined,
  hostname: string,
): UploadedCertificate {
  const pem = textOf(certificate);
  if (pem === undefined) {
    throw new CloudflareError(400, 1427, "The certificate that you uploaded is empty.");
  }
  const parsed = parseCertificate(pem);
  const privateKey = parseKey(textOf(key));
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new CloudflareError(400, 1429, "The private key you uploaded does not match the certificate.");
  }
  if (parsed.checkHost(hostname) === undefined) {
    throw new CloudflareError(400, 1446, `The certificate that you uploaded does not include ${hostname}.`);
  }
  return {
    fingerprint: parsed.fingerprint256.replaceAll(":", "").toLowerCase(),
    issuer: parsed.issuer.replaceAll("\n", ", "),
    serialNumber: parsed.serialNumber,
    hosts: (parsed.subjectAltName ?? hostname).split(", ").map((name) => name.replace(/^DNS:/, "")),
    expiresAtMs: Date.parse(parsed.validTo),
  };
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new CloudflareError(400, 1426, "The certificate that you uploaded cannot be parsed.");
  }
}

function parseKey(pem: string | undefined): KeyObject {
  try {
    return createPrivateKey(pem ?? "");
  } catch {
    throw new CloudflareError(400, 1428, "The private key you uploaded cannot be parsed.");
  }
}
