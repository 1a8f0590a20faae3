/** Reads a certificate in Cloudflare's wire format as inputs. */
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
 * Cloudflare renews txt hostnames over http once they point to the zone; wildcards stay with txt. Its
 * response does not show whether Cloudflare or a person set http, so neither counts as drift.
 */
export function isRenewedByHttp(managed: Ssl, wire: SslWire): boolean {
  return managed.method === "txt" && wire.method === "http" && !wire.wildcard;
}

/**
 * The current values of the certificate inputs that the program sets; everything else is Cloudflare's choice.
 * The API never returns certificates, keys or CSR ids, so the last upload counts as current until Cloudflare
 * shows another certificate in its place.
 */
export function observeSsl(managed: Ssl, wire: SslWire): Ssl {
  const isReplaced = wire.type != null && (wire.certificates ?? []).length > 0 && !servesUpload(managed, wire);
  const { bundleMethod, certificateAuthority, wildcard, cloudflareBranding, settings } = managed;
  return {
    ...(isReplaced ? withoutUpload(managed) : managed),
    method: isRenewedByHttp(managed, wire) ? managed.method : validOr(Method, wire.method, managed.method),
    ...(bundleMethod ? { bundleMethod: validOr(BundleMethod, wire.bundle_method, bundleMethod) } : {}),
    ...(certificateAuthority
      ? { certificateAuthority: validOr(CertificateAuthority, wire.certificate_authority, certificateAuthority) }
      : {}),
    ...(wildcard === undefined ? {} : { wildcard: wire.wildcard ?? false }),
    ...(cloudflareBranding === undefined ? {} : { cloudflareBranding: wire.cloudflare_branding ?? cloudflareBranding }),
    ...(settings ? { settings: observeSettings(settings, wire) } : {}),
  };
}

/**
 * The value in the response if it is valid, else the managed one. For uploaded certificates, Cloudflare
 * returns no type, method or authority.
 */
function validOr<Value>(schema: z.ZodType<Value>, value: unknown, managed: Value): Value {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : managed;
}

/** Current values of the managed settings. */
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

/** An `ssl` that would produce the current certificate, without defaults; for adoption. */
export function toSslInputs(wire: SslWire): Ssl {
  const settings = toSettings(settingNames, wire);
  const bundleMethod = validOr(BundleMethod, wire.bundle_method, "ubiquitous");
  return {
    method: validOr(Method, wire.method, "http"),
    type: "dv",
    ...(wire.wildcard ? { wildcard: true } : {}),
    ...(wire.cloudflare_branding ? { cloudflareBranding: true } : {}),
    ...(bundleMethod === "ubiquitous" ? {} : { bundleMethod }),
    ...(isDeepStrictEqual(settings, {}) ? {} : { settings }),
  };
}

/** An uploaded certificate. The API accepts it with its key and returns neither. */
interface Upload {
  readonly customCertificate?: string | undefined;
  readonly customKey?: string | undefined;
  readonly customCsrId?: string | undefined;
  readonly customCertBundle?: readonly { readonly customCertificate: string }[] | undefined;
}

/** True when Cloudflare serves every certificate of the upload; also when there is no upload. */
export function servesUpload(upload: Upload, wire: SslWire): boolean {
  const uploaded = [upload.customCertificate, ...(upload.customCertBundle ?? []).map((pair) => pair.customCertificate)];
  const served = (wire.certificates ?? []).map(({ fingerprint_sha256: print }) => normalise(print ?? ""));
  return uploaded.every((pem) => pem === undefined || served.includes(fingerprintOf(pem)));
}

/** `ssl` without the certificate, its key and its signing request. */
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
