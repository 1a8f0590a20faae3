/** The inputs of a custom hostname's certificate. */
import { z } from "zod";

const onOff = z.enum(["on", "off"], { error: "must be on or off" }).meta({ title: "OnOff" });
const flag = z.boolean({ error: "must be true or false" });
const text = z.string({ error: "must be a string" }).min(1, "must not be empty");

export const SslSettings = z.strictObject({
  ciphers: z
    .array(text, { error: "must be a list of BoringSSL cipher names" })
    .optional()
    .describe("Allowed ciphers, by their BoringSSL names."),
  earlyHints: onOff.optional().describe("103 Early Hints."),
  http2: onOff.optional().describe("HTTP/2."),
  minTlsVersion: z
    .enum(["1.0", "1.1", "1.2", "1.3"], { error: "must be one of 1.0, 1.1, 1.2, 1.3" })
    .optional()
    .describe("The lowest TLS version."),
  tls13: onOff.optional().describe("TLS 1.3."),
});
export type SslSettings = z.infer<typeof SslSettings>;

export const Method = z.enum(["http", "txt", "email"], { error: "must be one of http, txt, email" });
export const BundleMethod = z.enum(["ubiquitous", "optimal", "force"], {
  error: "must be one of ubiquitous, optimal, force",
});
export const CertificateAuthority = z.enum(["digicert", "google", "lets_encrypt", "ssl_com"], {
  error: "must be one of digicert, google, lets_encrypt, ssl_com; leave it out for Cloudflare's choice",
});
const CertificatePair = z.strictObject({
  customCertificate: text.describe("Certificate (PEM)."),
  customKey: text.describe("Private key (PEM); secret.").meta({ secret: true }),
});

export const Ssl = z
  .strictObject(
    {
      method: Method.describe("How the customer proves control of the hostname."),
      type: z.literal("dv", { error: "must be dv" }).default("dv").describe("Level of validation; dv is the only one."),
      bundleMethod: BundleMethod.optional().describe("Certificate chain to serve."),
      certificateAuthority: CertificateAuthority.optional().describe(
        "Certificate authority (default: Cloudflare's choice).",
      ),
      wildcard: flag.optional().describe("Whether the certificate covers one level of subdomains; not with http."),
      cloudflareBranding: flag
        .optional()
        .describe("Uses the common name sni.cloudflaressl.com, for hostnames over 64 characters."),
      settings: SslSettings.optional().describe("TLS settings; an omitted setting is not changed."),
      customCertificate: text
        .optional()
        .describe("An uploaded certificate (PEM) instead of one that Cloudflare orders."),
      customKey: text.optional().describe("Its private key (PEM); secret.").meta({ secret: true }),
      customCsrId: text.optional().describe("Id of the certificate's signing request, instead of a key."),
      customCertBundle: z
        .array(CertificatePair)
        .min(1)
        .max(2, "must hold one or two pairs")
        .optional()
        .describe("One or two uploaded certificates with their keys (RSA and ECDSA); secret."),
    },
    { error: "must be an object with method, and optionally type, settings and the other properties of ssl" },
  )
  .meta({ title: "CustomHostnameSsl" });
export type Ssl = z.infer<typeof Ssl>;

/** Cloudflare's names of the TLS settings. */
export const wireNameOfSetting = {
  ciphers: "ciphers",
  earlyHints: "early_hints",
  http2: "http2",
  minTlsVersion: "min_tls_version",
  tls13: "tls_1_3",
} as const satisfies Record<keyof SslSettings, string>;

export const settingNames = SslSettings.keyof().options;

/** Private keys in `ssl`, to be redacted from messages. */
export function sslSecrets(ssl: Ssl | undefined): string[] {
  const pairs = ssl?.customCertBundle ?? [];
  return [ssl?.customKey, ...pairs.map(({ customKey }) => customKey)].filter((key) => key !== undefined);
}

/** True when `ssl` holds a private key, in any property. */
export function holdsUploadedKey(ssl: unknown): boolean {
  return JSON.stringify(ssl ?? null).includes('"customKey"');
}
