/** The certificate of a custom hostname as Cloudflare tells it, in the words of the inputs. */
import { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Ssl as SslWire } from "../schema.ts";
import {
  BundleMethod,
  CertificateAuthority,
  Method,
  type Ssl,
  SslSettings,
  settingNames,
  wireNameOfSetting,
} from "./ssl.ts";

/**
 * Cloudflare itself renews txt hostnames over http once they point at the zone; wildcards stay with txt. Nothing in its
 * answer tells this from an http that somebody set, so neither is drift.
 */
export function isRenewedByHttp(managed: Ssl, wire: SslWire): boolean {
  return managed.method === "txt" && wire.method === "http" && !wire.wildcard;
}

/**
 * The managed part of a certificate as it is now. Only what the user set is compared: everything else is Cloudflare's
 * choice. Certificates, keys and CSR ids are not told by the API, so what was uploaded last stands until Cloudflare
 * says that a certificate of its own has taken the place.
 */
export function observeSsl(managed: Ssl, wire: SslWire): Ssl {
  const isReplaced = wire.type != null && (wire.certificates ?? []).length > 0 && !servesUpload(managed, wire);
  const { bundleMethod, certificateAuthority, wildcard, cloudflareBranding, settings } = managed;
  return {
    ...(isReplaced ? withoutUpload(managed) : managed),
    method: isRenewedByHttp(managed, wire) ? managed.method : told(Method, wire.method, managed.method),
    ...(bundleMethod ? { bundleMethod: told(BundleMethod, wire.bundle_method, bundleMethod) } : {}),
    ...(certificateAuthority
      ? { certificateAuthority: told(CertificateAuthority, wire.certificate_authority, certificateAuthority) }
      : {}),
    ...(wildcard === undefined ? {} : { wildcard: wire.wildcard ?? false }),
    ...(cloudflareBranding === undefined ? {} : { cloudflareBranding: wire.cloudflare_branding ?? cloudflareBranding }),
    ...(settings ? { settings: observeSettings(settings, wire) } : {}),
  };
}

/** What the answer tells, or else what is managed: uploaded certificates come back without type, method and authority. */
function told<Value>(schema: z.ZodType<Value>, value: unknown, managed: Value): Value {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : managed;
}

/** Today's values of the settings that are managed. */
export function observeSettings(managed: SslSettings, wire: SslWire): SslSettings {
  return toSettings(
    settingNames.filter((name) => managed[name] !== undefined),
    wire,
  );
}

function toSettings(names: readonly (keyof SslSettings)[], wire: SslWire): SslSettings {
  const values = names
    .map((name) => [name, wire.settings?.[wireNameOfSetting[name]]] as const)
    .filter(([name, value]) => value != null && SslSettings.shape[name].safeParse(value).success);
  return SslSettings.parse(Object.fromEntries(values));
}

/** An `ssl` that would bring about the certificate as it is now, defaults left out; for adoption. */
export function toSslInputs(wire: SslWire): Ssl {
  const settings = toSettings(settingNames, wire);
  const bundleMethod = told(BundleMethod, wire.bundle_method, "ubiquitous");
  return {
    method: told(Method, wire.method, "http"),
    type: "dv",
    ...(wire.wildcard ? { wildcard: true } : {}),
    ...(wire.cloudflare_branding ? { cloudflareBranding: true } : {}),
    ...(bundleMethod === "ubiquitous" ? {} : { bundleMethod }),
    ...(isDeepStrictEqual(settings, {}) ? {} : { settings }),
  };
}

/** A certificate that the user uploads: the API takes it with its key and tells neither of them again. */
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
