/** The certificate of a custom hostname on its way to Cloudflare: whether a change needs a PATCH, and what stands in it. */
import { isDeepStrictEqual } from "node:util";
import type { Ssl as SslWire } from "../schema.ts";
import { Ssl, type SslSettings, settingNames, wireNameOfSetting } from "./ssl.ts";
import { isRenewedByHttp, observeSettings, servesUpload } from "./ssl-observe.ts";
import { isAbandoned } from "./status.ts";

const propertyNames = Ssl.keyof().options;

/** `ssl` for a new hostname: what the user set and nothing else. */
export function toSslCreate(ssl: Ssl): Record<string, unknown> {
  return {
    ...chosen(ssl),
    method: ssl.method,
    type: ssl.type,
    ...(ssl.settings ? { settings: toWireSettings(ssl.settings) } : {}),
  };
}

/** True when the change from `olds` to `news` asks for something that the certificate does not have already. */
export function needsSslPatch(olds: Ssl | undefined, news: Ssl, current: SslWire | null | undefined): boolean {
  const changed = propertyNames.filter((name) => !isDeepStrictEqual(olds?.[name], news[name]));
  return !current || changed.some((name) => isTakenBack(name, olds, news) || !isInForce(name, news, current));
}

function isTakenBack(name: keyof Ssl, olds: Ssl | undefined, news: Ssl): boolean {
  return news[name] === undefined || (name === "settings" && settingsTakenBack(olds, news).length > 0);
}

function settingsTakenBack(olds: Ssl | undefined, news: Ssl): (keyof SslSettings)[] {
  return settingNames.filter((name) => olds?.settings?.[name] !== undefined && news.settings?.[name] === undefined);
}

/** Whether Cloudflare's answer itself says so; a value that it does not tell counts as not in force. */
function isInForce(name: keyof Ssl, { settings = {}, ...news }: Ssl, wire: SslWire): boolean {
  switch (name) {
    case "type":
      return true;
    case "method":
      return news.method === wire.method;
    case "bundleMethod":
      return news.bundleMethod === wire.bundle_method;
    case "certificateAuthority":
      return news.certificateAuthority === wire.certificate_authority;
    case "wildcard":
      return news.wildcard === (wire.wildcard ?? false);
    case "cloudflareBranding":
      return news.cloudflareBranding === (wire.cloudflare_branding ?? false);
    case "settings":
      return isDeepStrictEqual(observeSettings(settings, wire), settings);
    case "customCsrId":
      return news.customCsrId === wire.custom_csr_id;
    case "customCertificate":
    case "customKey":
    case "customCertBundle":
      return servesUpload(news, wire);
  }
}

/**
 * `ssl` for a change: Cloudflare wants type and method in every patch and resets the settings that a patch leaves
 * out, so today's settings are sent along. A choice that the user took back returns to the default.
 */
export function toSslPatch(olds: Ssl | undefined, news: Ssl, current: SslWire | null | undefined) {
  const takenBack = settingsTakenBack(olds, news).map((name) => wireNameOfSetting[name]);
  const kept = Object.entries(current?.settings ?? {}).filter(
    ([name, value]) => value != null && !takenBack.some((taken) => taken === name),
  );
  // A renewal may have moved the hostname from txt to http; sending txt again would start a validation over. Where
  // Cloudflare has given up, a validation starts over anyway, and by the method that the user chose.
  const isRunning = current && !isAbandoned({ sslStatus: current.status });
  const isRenewal = isRunning && olds?.method === news.method && isRenewedByHttp(news, current);
  return {
    ...choicesTakenBack(olds, news),
    ...chosen(news),
    method: isRenewal ? current.method : news.method,
    type: news.type,
    settings: { ...Object.fromEntries(kept), ...toWireSettings(news.settings ?? {}) },
  };
}

/** `ssl` that changes nothing and makes Cloudflare validate once more; undefined where it would cost an upload. */
export function toSslRepeat(current: SslWire): Record<string, unknown> | undefined {
  return current.method
    ? { method: current.method, type: current.type ?? "dv", settings: current.settings ?? {} }
    : undefined;
}

/** Left out of a patch, a choice stays; these values return it to the default. */
function choicesTakenBack(olds: Ssl | undefined, news: Ssl): Record<string, unknown> {
  const isGone = (name: keyof Ssl) => olds?.[name] !== undefined && news[name] === undefined;
  return {
    ...(isGone("certificateAuthority") ? { certificate_authority: "" } : {}),
    ...(isGone("wildcard") ? { wildcard: false } : {}),
    ...(isGone("cloudflareBranding") ? { cloudflare_branding: false } : {}),
    ...(isGone("bundleMethod") ? { bundle_method: "ubiquitous" } : {}),
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

/** True when the change leads to another certificate, with validation records of its own. */
export function isReissue(olds: Ssl | undefined, news: Ssl | undefined): boolean {
  const decisive = ["method", "certificateAuthority", "wildcard", "customCertificate", "customCertBundle"] as const;
  return decisive.some((name) => !isDeepStrictEqual(olds?.[name], news?.[name]));
}
