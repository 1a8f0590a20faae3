/** The certificate of a custom hostname: what a user gives, and how that stands beside what Cloudflare answers. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Ssl as SslWire } from "./schema.ts";

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

const CertificatePair = z.strictObject({ customCertificate: text, customKey: text });

export const Ssl = z.strictObject(
  {
    method: z.enum(["http", "txt", "email"], { error: "must be one of http, txt, email" }),
    type: z.literal("dv", { error: "must be dv" }).default("dv"),
    bundleMethod: z
      .enum(["ubiquitous", "optimal", "force"], { error: "must be one of ubiquitous, optimal, force" })
      .optional(),
    certificateAuthority: z
      .enum(["digicert", "google", "lets_encrypt", "ssl_com"], {
        error: "must be one of digicert, google, lets_encrypt, ssl_com; leave it out for Cloudflare's choice",
      })
      .optional(),
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

const wireNameOfSetting = {
  ciphers: "ciphers",
  earlyHints: "early_hints",
  http2: "http2",
  minTlsVersion: "min_tls_version",
  tls13: "tls_1_3",
} as const satisfies Record<keyof SslSettings, string>;

const settingNames = Object.keys(wireNameOfSetting) as (keyof SslSettings)[];

/** The values of an `ssl` that no message may show. */
export function sslSecrets(ssl: Ssl | undefined): string[] {
  const pairs = ssl?.customCertBundle ?? [];
  return [ssl?.customKey, ...pairs.map(({ customKey }) => customKey)].filter((key) => key !== undefined);
}

/** True of an `ssl` with a private key in it, whatever else is in it. */
export function holdsUploadedKey(ssl: unknown): boolean {
  return JSON.stringify(ssl ?? null).includes('"customKey"');
}

/** `ssl` for a new hostname: what the user set and nothing else. */
export function toSslCreate(ssl: Ssl): Record<string, unknown> {
  return {
    ...chosen(ssl),
    method: ssl.method,
    type: ssl.type,
    ...(ssl.settings ? { settings: toWireSettings(ssl.settings) } : {}),
  };
}

/**
 * `ssl` for a change: Cloudflare wants type and method in every patch and resets the settings that a patch leaves
 * out, so today's settings are sent along. A choice that the user took back returns to the default.
 */
export function toSslPatch(olds: Partial<Ssl> | undefined, news: Ssl, current: SslWire | null | undefined) {
  const takenBack = settingNames.filter(
    (name) => olds?.settings?.[name] !== undefined && news.settings?.[name] === undefined,
  );
  const kept = Object.entries(current?.settings ?? {}).filter(
    ([name, value]) => value != null && !takenBack.some((taken) => wireNameOfSetting[taken] === name),
  );
  const settings = { ...Object.fromEntries(kept), ...toWireSettings(news.settings ?? {}) };
  return {
    ...chosen(news),
    ...(olds?.certificateAuthority && !news.certificateAuthority ? { certificate_authority: "" } : {}),
    ...(olds?.wildcard && news.wildcard === undefined ? { wildcard: false } : {}),
    // A renewal may have moved the hostname from txt to http; sending txt again would start a validation over.
    method: current && isRenewedByHttp(news, current) ? current.method : news.method,
    type: news.type,
    settings,
  };
}

function chosen(ssl: Ssl): Record<string, unknown> {
  const wire = {
    bundle_method: ssl.bundleMethod,
    certificate_authority: ssl.certificateAuthority,
    wildcard: ssl.wildcard,
    cloudflare_branding: ssl.cloudflareBranding,
    custom_certificate: ssl.customCertificate,
    custom_key: ssl.customKey,
    custom_csr_id: ssl.customCsrId,
    custom_cert_bundle: ssl.customCertBundle?.map((pair) => ({
      custom_certificate: pair.customCertificate,
      custom_key: pair.customKey,
    })),
  };
  return Object.fromEntries(Object.entries(wire).filter(([, value]) => value !== undefined));
}

function toWireSettings(settings: SslSettings): Record<string, unknown> {
  return Object.fromEntries(
    settingNames
      .filter((name) => settings[name] !== undefined)
      .map((name) => [wireNameOfSetting[name], settings[name]]),
  );
}

/** Cloudflare itself renews txt hostnames over http once they point at the zone; wildcards stay with txt. */
function isRenewedByHttp(managed: Partial<Ssl>, wire: SslWire): boolean {
  return managed.method === "txt" && wire.method === "http" && !wire.wildcard && wire.status === "active";
}

/**
 * The managed part of a certificate as it is now. Only what the user set is compared: everything else is Cloudflare's
 * choice. Certificates, keys and CSR ids are not told by the API, so what was uploaded last stands.
 */
export function observeSsl(managed: Partial<Ssl>, wire: SslWire): Ssl {
  const method = isRenewedByHttp(managed, wire) ? managed.method : wire.method;
  const current: Record<string, unknown> = {
    ...managed,
    ...(method ? { method } : {}),
    ...(managed.bundleMethod !== undefined && wire.bundle_method ? { bundleMethod: wire.bundle_method } : {}),
    ...(managed.certificateAuthority !== undefined && wire.certificate_authority
      ? { certificateAuthority: wire.certificate_authority }
      : {}),
    ...(managed.wildcard !== undefined ? { wildcard: wire.wildcard ?? false } : {}),
    ...(managed.cloudflareBranding !== undefined && wire.cloudflare_branding != null
      ? { cloudflareBranding: wire.cloudflare_branding }
      : {}),
  };
  if (managed.settings) {
    current.settings = observeSettings(managed.settings, wire.settings ?? {});
  }
  return current as Ssl;
}

function observeSettings(managed: SslSettings, wire: Record<string, unknown>): SslSettings {
  const names = settingNames.filter((name) => managed[name] !== undefined);
  return Object.fromEntries(
    names.map((name) => [name, wire[wireNameOfSetting[name]]]).filter(([, value]) => value != null),
  );
}

/** An `ssl` that would bring about the certificate as it is now, defaults left out; for adoption. */
export function toSslInputs(wire: SslWire): Ssl {
  const settings = observeSettings(
    Object.fromEntries(settingNames.map((name) => [name, wire.settings?.[wireNameOfSetting[name]]])),
    wire.settings ?? {},
  );
  return {
    method: (wire.method ?? "http") as Ssl["method"],
    type: "dv",
    ...(wire.wildcard ? { wildcard: true } : {}),
    ...(wire.bundle_method && wire.bundle_method !== "ubiquitous"
      ? { bundleMethod: wire.bundle_method as Ssl["bundleMethod"] }
      : {}),
    ...(isDeepStrictEqual(settings, {}) ? {} : { settings }),
  };
}
