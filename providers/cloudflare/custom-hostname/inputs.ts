/** Inputs and outputs of a custom hostname. */
import { z } from "zod";
import { Adopt } from "../../adopt.ts";
import type { InputRule } from "../../check-inputs.ts";
import type { OutputsOf } from "../../define-resource.ts";
import { CustomerHostname, Hostname } from "../../hostname.ts";
import { ZoneId } from "../zone-id.ts";
import { CertificateOutputs } from "./certificate.ts";
import { Ssl } from "./ssl.ts";
import { ValidationRecord } from "./validation-record.ts";

export const CustomHostnameInputs = z.strictObject({
  zoneId: ZoneId.describe("Id of the zone that serves the hostname."),
  hostname: CustomerHostname.describe('The customer\'s name, such as shop.acme-shoes.com; may begin with "*.".'),
  ssl: Ssl.optional().describe("The certificate; without it, Cloudflare orders none."),
  customMetadata: z
    .record(z.string(), z.json(), { error: "must be an object of JSON values" })
    .optional()
    .describe("JSON for Workers and rules, at most 4096 bytes. Types are kept."),
  customOriginServer: Hostname.optional().describe("An origin other than the zone's fallback origin."),
  customOriginSni: z
    .union([z.literal(":request_host_header:"), Hostname])
    .optional()
    .describe("TLS server name (SNI) for the custom origin; requires customOriginServer."),
  waitFor: z
    .enum(["none", "pending_validation", "active"], { error: "must be one of none, pending_validation, active" })
    .default("pending_validation")
    .describe("What create and update wait for: nothing, the validation records, or an active hostname."),
  waitTimeoutSeconds: z
    .int({ error: "must be a whole number of seconds" })
    .min(1, "must be at least 1")
    .max(86_400, "must be at most 86400, a day")
    .default(300)
    .describe("Maximum time to wait, in seconds."),
  adopt: Adopt.optional().describe("Whether to adopt an existing hostname: true, or Cloudflare's id for it."),
});
export type CustomHostnameInputs = z.infer<typeof CustomHostnameInputs>;

export const CustomHostnameOutputs = z.object({
  hostnameId: z.string().describe("Cloudflare's id for the hostname."),
  status: z.string().describe("Ownership and routing: pending, active, moved, blocked, …"),
  sslStatus: z
    .string()
    .optional()
    .describe("The certificate: initializing, pending_validation, …, active; absent without ssl."),
  sslCertificateAuthority: z
    .string()
    .optional()
    .describe("The certificate authority that Cloudflare uses, chosen by it or by `ssl`."),
  verificationErrors: z.array(z.string()).describe("Cloudflare's messages about why the hostname is not active yet."),
  validationErrors: z.array(z.string()).describe("Cloudflare's messages about why the certificate is not issued yet."),
  validationRecords: z
    .array(ValidationRecord)
    .describe(
      "Records that the customer publishes to validate the certificate; kept after Cloudflare no longer shows them.",
    ),
  ownershipVerification: z
    .object({
      type: z.string().optional().describe("Type of the record: txt."),
      name: z.string().optional().describe("Name of the record."),
      value: z.string().optional().describe("Value of the record."),
    })
    .meta({ title: "CustomHostnameOwnershipVerification" })
    .optional()
    .describe("TXT record that proves ownership before traffic flows; kept after Cloudflare no longer shows it."),
  ownershipVerificationHttp: z
    .object({
      httpUrl: z.string().optional().describe("URL at which to serve the file."),
      httpBody: z.string().optional().describe("Content of the file."),
    })
    .meta({ title: "CustomHostnameOwnershipVerificationHttp" })
    .optional()
    .describe("The same proof as a file at a URL."),
  createdAt: z.string().optional().describe("When Cloudflare created the hostname, ISO 8601."),
  ...CertificateOutputs.shape,
});
export type CustomHostnameState = OutputsOf<typeof CustomHostnameOutputs>;

const unbrandedLengthMax = 64;
const metadataBytesMax = 4096;

/**
 * Rules of Cloudflare over several properties, checked before the first call. The numbers are its error
 * codes.
 */
export const customHostnameRules: readonly InputRule<CustomHostnameInputs>[] = [
  ({ hostname, ssl }) =>
    hostname !== undefined && hostname.length > unbrandedLengthMax && isManaged(ssl) && !ssl.cloudflareBranding
      ? { property: "ssl.cloudflareBranding", reason: "must be true for a hostname of over 64 characters (1469)" }
      : undefined,
  ({ ssl }) =>
    ssl?.wildcard && ssl.method === "http"
      ? { property: "ssl.method", reason: "must be txt (or email) for a wildcard certificate (it is http)" }
      : undefined,
  ({ hostname, ssl }) =>
    hostname?.startsWith("*.") && isManaged(ssl)
      ? { property: "ssl.customCertificate", reason: "is required for a wildcard hostname (1448)" }
      : undefined,
  ({ ssl }) =>
    ssl?.customCertificate && !ssl.customKey && !ssl.customCsrId
      ? { property: "ssl.customKey", reason: "or ssl.customCsrId is required with ssl.customCertificate" }
      : undefined,
  ({ ssl }) =>
    ssl?.customKey && !ssl.customCertificate
      ? { property: "ssl.customCertificate", reason: "is required with ssl.customKey" }
      : undefined,
  ({ ssl }) =>
    ssl?.settings?.minTlsVersion === "1.3" && (ssl.settings.ciphers ?? []).length > 0
      ? { property: "ssl.settings.ciphers", reason: "must be left out if minTlsVersion is 1.3 (1443)" }
      : undefined,
  ({ customOriginSni }, given) =>
    customOriginSni !== undefined && given.customOriginServer === undefined
      ? { property: "customOriginServer", reason: "is required with customOriginSni" }
      : undefined,
  ({ customMetadata }) =>
    customMetadata && Buffer.byteLength(JSON.stringify(customMetadata)) > metadataBytesMax
      ? { property: "customMetadata", reason: `must have at most ${metadataBytesMax} bytes as JSON` }
      : undefined,
];

/** True for a certificate that Cloudflare orders, false for an uploaded one. */
function isManaged(ssl: Ssl | undefined): ssl is Ssl {
  return ssl !== undefined && ssl.customCertificate === undefined && ssl.customCertBundle === undefined;
}
