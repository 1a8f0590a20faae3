/**
 * Cloudflare's wire formats, as far as they are used here (reference: API pages of custom hostnames, DNS,
 * zones).
 */
import { z } from "zod";

/** An informational field: a value in an undocumented form counts as missing and is not an error. */
function informs<Value>(schema: z.ZodType<Value>) {
  return schema.nullish().catch(undefined);
}

/** The readable elements of an informational list. */
function readable<Value>(schema: z.ZodType<Value>) {
  return z.array(z.unknown()).transform((items) => items.flatMap((item) => schema.safeParse(item).data ?? []));
}

/** Errors and messages are returned as texts or as objects with a `message`. */
const Message = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]);
const messages = informs(readable(Message));
const text = informs(z.string());

export const ValidationRecord = z.object({
  status: text,
  txt_name: text,
  txt_value: text,
  http_url: text,
  http_body: text,
  cname: text,
  cname_target: text,
  emails: informs(readable(z.string())),
});
export type ValidationRecord = z.infer<typeof ValidationRecord>;

export const SslSettings = z.object({
  ciphers: z.array(z.string()).nullish(),
  early_hints: z.string().nullish(),
  http2: z.string().nullish(),
  min_tls_version: z.string().nullish(),
  tls_1_3: z.string().nullish(),
});
export type SslSettings = z.infer<typeof SslSettings>;

const Certificate = z.object({
  id: text,
  issuer: text,
  serial_number: text,
  signature: text,
  issued_on: text,
  expires_on: text,
  fingerprint_sha256: text,
});

export const Ssl = z.object({
  id: text,
  // Waiting ends only at known statuses, so an unreadable one counts as none of them.
  status: text,
  // From here on, the provider acts on the values.
  method: z.string().nullish(),
  type: z.string().nullish(),
  bundle_method: z.string().nullish(),
  certificate_authority: z.string().nullish(),
  wildcard: z.boolean().nullish(),
  cloudflare_branding: z.boolean().nullish(),
  custom_csr_id: z.string().nullish(),
  // Kept completely: a settings PATCH must also send back settings that this provider does not know.
  settings: z.looseObject(SslSettings.shape).nullish(),
  validation_records: informs(readable(ValidationRecord)),
  validation_errors: messages,
  dcv_delegation_records: informs(readable(z.object({ cname: text, cname_target: text }))),
  issuer: text,
  expires_on: text,
  certificates: informs(readable(Certificate)),
});
export type Ssl = z.infer<typeof Ssl>;

export const CustomHostname = z.object({
  id: z.string().min(1),
  hostname: z.string().min(1),
  status: text,
  created_at: text,
  ssl: Ssl.nullish(),
  custom_metadata: z.record(z.string(), z.json()).nullish(),
  custom_origin_server: z.string().nullish(),
  custom_origin_sni: z.string().nullish(),
  verification_errors: messages,
  ownership_verification: informs(z.object({ type: z.string(), name: z.string(), value: z.string() }).partial()),
  ownership_verification_http: informs(z.object({ http_url: z.string(), http_body: z.string() }).partial()),
});
export type CustomHostname = z.infer<typeof CustomHostname>;

export const FallbackOrigin = z.object({
  origin: z.string().min(1),
  status: text,
  errors: messages,
});
export type FallbackOrigin = z.infer<typeof FallbackOrigin>;

export const Quota = z.object({
  allocated: z.number(),
  used: z.number(),
  exceeded: informs(z.boolean()),
  hard_cap: informs(z.number()),
});
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

/**
 * The response of a DELETE: a bare id, or the envelope. Anything else may come from a proxy that did not
 * forward the call.
 */
export const Deleted = z.union([
  z.object({ id: z.string() }),
  z.object({ success: z.literal(true), result: z.object({ id: z.string() }).nullable() }),
]);

/** `messages` of a success, such as the warning that a hostname over the quota is billed. */
export const Messages = messages.transform((texts) => texts ?? []);

const Code = z.union([z.string(), z.number()]).transform(String);
const Cause = z.object({ code: informs(Code), message: z.string() });
const FailureText = z.union([
  Cause.extend({
    documentation_url: text,
    source: informs(z.object({ pointer: z.string() })),
    error_chain: informs(readable(Cause)),
  }),
  z.string().transform((message) => ({ message })),
]);
export type FailureText = z.infer<typeof FailureText>;

/** The envelope of a failed call. Its errors are objects or, for custom hostnames, also plain texts. */
export const Failure = z.object({
  success: z.literal(false),
  errors: informs(readable(FailureText)),
  messages: Messages,
});
