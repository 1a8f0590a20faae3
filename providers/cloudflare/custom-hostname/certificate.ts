/** What Cloudflare says of a hostname's certificate, apart from its status and its validation. */
import { z } from "zod";
import type { OutputsOf } from "../../define-resource.ts";
import type { Ssl as Wire } from "../schema.ts";

const Certificate = z
  .object({
    certificateId: z.string().optional().describe("Cloudflare's id for the certificate."),
    issuer: z.string().optional().describe("Certificate authority that issued it."),
    serialNumber: z.string().optional().describe("Serial number."),
    signature: z.string().optional().describe("Algorithm of the signature."),
    fingerprintSha256: z.string().optional().describe("SHA-256 fingerprint."),
    issuedOn: z.string().optional().describe("When it was issued, ISO 8601."),
    expiresOn: z.string().optional().describe("When it expires, ISO 8601."),
  })
  .meta({ title: "CustomHostnameCertificate" });

export const CertificateOutputs = z.object({
  dcvDelegation: z
    .object({
      name: z.string().describe("Name of the CNAME record."),
      target: z.string().describe("Target of the CNAME record."),
    })
    .meta({ title: "CustomHostnameDcvDelegation" })
    .optional()
    .describe(
      "CNAME record that delegates the validation of this and every later certificate to Cloudflare; kept after " +
        "Cloudflare no longer shows it.",
    ),
  issuer: z.string().optional().describe("Certificate authority that issued the certificate; absent until then."),
  expiresOn: z
    .string()
    .optional()
    .describe("When the certificate expires, ISO 8601; Cloudflare renews the ones that it orders."),
  certificates: z
    .array(Certificate)
    .optional()
    .describe("The issued certificates, such as one with an RSA and one with an ECDSA key."),
});
export type CertificateState = OutputsOf<typeof CertificateOutputs>;

/** The outputs about the certificate. A DNS record that a program builds from the delegation must stay. */
export function toCertificateState(wire: Wire | null | undefined, olds: CertificateState): CertificateState {
  const certificates = (wire?.certificates ?? []).map(toCertificate);
  const dcvDelegation = toDelegation(wire) ?? olds.dcvDelegation;
  const issuer = wire?.issuer ?? certificates[0]?.issuer;
  const expiresOn = wire?.expires_on ?? certificates[0]?.expiresOn;
  return {
    ...(dcvDelegation ? { dcvDelegation } : {}),
    ...(issuer ? { issuer } : {}),
    ...(expiresOn ? { expiresOn } : {}),
    ...(certificates.length > 0 ? { certificates } : {}),
  };
}

function toDelegation(wire: Wire | null | undefined): CertificateState["dcvDelegation"] {
  const record = wire?.dcv_delegation_records?.find(({ cname, cname_target }) => cname && cname_target);
  return record?.cname && record.cname_target ? { name: record.cname, target: record.cname_target } : undefined;
}

function toCertificate(wire: NonNullable<Wire["certificates"]>[number]): OutputsOf<typeof Certificate> {
  const certificate = {
    certificateId: wire.id,
    issuer: wire.issuer,
    serialNumber: wire.serial_number,
    signature: wire.signature,
    fingerprintSha256: wire.fingerprint_sha256,
    issuedOn: wire.issued_on,
    expiresOn: wire.expires_on,
  };
  return Object.fromEntries(Object.entries(certificate).filter(([, value]) => value != null));
}
