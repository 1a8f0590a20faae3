/** The certificate of a custom hostname: what a user gives. */
import { z } from "zod";

const onOff = z.enum(["on", "off"], { error: "must be on or off" });
const flag = z.boolean({ error: "must be true or false" });
const text = z.string({ error: "must be a text" }).min(1, "must not be empty");

export const SslSettings = z.strictObject({
  ciphers: z.array(text, { error: "must be a list of BoringSSL cipher names" }).optional(),
  earlyHints: onOff.optional(),
  http2: onOff.optional(),
  minTlsVersion: z.enum(["1.0", "1.1", "1.2", "1.3"], { error: "must be one of 1.0, 1.1, 1.2, 1.3" }).optional(),
  tls13: onOff.optional(),
});
export type SslSettings = z.infer<typeof SslSettings>;

export const Method = z.enum(["http", "txt", "email"], { error: "must be one of http, txt, email" });
export const BundleMethod = z.enum(["ubiquitous", "optimal", "force"], {
  error: "must be one of ubiquitous, optimal, force",
});
export const CertificateAuthority = z.enum(["digicert", "google", "lets_encrypt", "ssl_com"], {
  error: "must be one of digicert, google, lets_encrypt, ssl_com; leave it out for Cloudflare's choice",
});
const CertificatePair = z.strictObject({ customCertificate: text, customKey: text });

export const Ssl = z.strictObject(
  {
    method: Method,
    type: z.literal("dv", { error: "must be dv" }).default("dv"),
    bundleMethod: BundleMethod.optional(),
    certificateAuthority: CertificateAuthority.optional(),
    wildcard: flag.optional(),
    cloudflareBranding: flag.optional(),
    settings: SslSettings.optional(),
    customCertificate: text.optional(),
    customKey: text.optional(),
    customCsrId: text.optional(),
    customCertBundle: z.array(CertificatePair).min(1).max(2, "must hold one or two pairs").optional(),
  },
  { error: "must be an object with method, and optionally type, settings and the other properties of ssl" },
);
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

/** The values of an `ssl` that no message may show. */
export function sslSecrets(ssl: Ssl | undefined): string[] {
  const pairs = ssl?.customCertBundle ?? [];
  return [ssl?.customKey, ...pairs.map(({ customKey }) => customKey)].filter((key) => key !== undefined);
}

/** True of an `ssl` with a private key in it, whatever else is in it. */
export function holdsUploadedKey(ssl: unknown): boolean {
  return JSON.stringify(ssl ?? null).includes('"customKey"');
}
