/** Cloudflare's wire formats, as far as they are used here (reference: API pages of custom hostnames, DNS, zones). */
import { z } from "zod";

const texts = z.array(z.string()).nullish();

export const ValidationRecord = z.object({
  status: z.string().nullish(),
  txt_name: z.string().nullish(),
  txt_value: z.string().nullish(),
  http_url: z.string().nullish(),
  http_body: z.string().nullish(),
  cname: z.string().nullish(),
  cname_target: z.string().nullish(),
  emails: texts,
});
export type ValidationRecord = z.infer<typeof ValidationRecord>;

export const SslSettings = z.object({
  ciphers: texts,
  early_hints: z.string().nullish(),
  http2: z.string().nullish(),
  min_tls_version: z.string().nullish(),
  tls_1_3: z.string().nullish(),
});
export type SslSettings = z.infer<typeof SslSettings>;

export const Ssl = z.object({
  id: z.string().nullish(),
  status: z.string().nullish(),
  method: z.string().nullish(),
  type: z.string().nullish(),
  bundle_method: z.string().nullish(),
  certificate_authority: z.string().nullish(),
  wildcard: z.boolean().nullish(),
  cloudflare_branding: z.boolean().nullish(),
  custom_csr_id: z.string().nullish(),
  // Kept whole: a settings patch must send back also what this provider does not know.
  settings: z.looseObject(SslSettings.shape).nullish(),
  validation_records: z.array(ValidationRecord).nullish(),
  validation_errors: z.array(z.object({ message: z.string() })).nullish(),
  certificates: z.array(z.object({ fingerprint_sha256: z.string().nullish() })).nullish(),
});
export type Ssl = z.infer<typeof Ssl>;

export const CustomHostname = z.object({
  id: z.string().min(1),
  hostname: z.string().min(1),
  status: z.string().nullish(),
  created_at: z.string().nullish(),
  ssl: Ssl.nullish(),
  custom_metadata: z.record(z.string(), z.json()).nullish(),
  custom_origin_server: z.string().nullish(),
  custom_origin_sni: z.string().nullish(),
  verification_errors: texts,
  ownership_verification: z.object({ type: z.string(), name: z.string(), value: z.string() }).partial().nullish(),
  ownership_verification_http: z.object({ http_url: z.string(), http_body: z.string() }).partial().nullish(),
});
export type CustomHostname = z.infer<typeof CustomHostname>;

export const FallbackOrigin = z.object({
  origin: z.string().min(1),
  status: z.string().nullish().catch(undefined),
  errors: texts,
});
export type FallbackOrigin = z.infer<typeof FallbackOrigin>;

export const Quota = z.object({ allocated: z.number(), used: z.number() });
export type Quota = z.infer<typeof Quota>;

export const Zone = z.object({ id: z.string(), name: z.string(), status: z.string().nullish() });
export type Zone = z.infer<typeof Zone>;

export const DnsRecord = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  content: z.string(),
  ttl: z.number(),
  proxied: z.boolean().nullish(),
  comment: z.string().nullish(),
});
export type DnsRecord = z.infer<typeof DnsRecord>;

/** What a DELETE answers: a bare id, or the envelope. Anything else may come from a proxy that passed nothing on. */
export const Deleted = z.union([
  z.object({ id: z.string() }),
  z.object({ success: z.literal(true), result: z.object({ id: z.string() }).nullable() }),
]);

const FailureText = z.union([
  z.object({ code: z.coerce.string().optional(), message: z.string() }),
  z.string().transform((message) => ({ code: undefined, message })),
]);

/** The envelope of a failed call; its errors come as objects and, on custom hostnames, as plain texts too. */
export const Failure = z.object({ success: z.literal(false), errors: z.array(FailureText).nullish().catch([]) });
