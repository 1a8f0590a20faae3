/** Decides whether a change of `ssl` needs a PATCH, and builds the `ssl` of create and PATCH. */
import { isDeepStrictEqual } from "node:util";
import type { Ssl as SslWire } from "../schema.ts";
import { Ssl, type SslSettings, settingNames, wireNameOfSetting } from "./ssl.ts";
import { isRenewedByHttp, observeSettings, servesUpload } from "./ssl-observe.ts";
import { isAbandoned } from "./status.ts";

const propertyNames = Ssl.keyof().options;

/** `ssl` for a new hostname: only what the program sets. */
export function toSslCreate(ssl: Ssl): Record<string, unknown> {
  return {
    ...chosen(ssl),
    method: ssl.method,
    type: ssl.type,
    ...(ssl.settings ? { settings: toWireSettings(ssl.settings) } : {}),
  };
}

/** True when the change from `olds` to `news` asks for something that the certificate does not have. */
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

/** Whether Cloudflare's response shows the value. A value that it does not return counts as not in force. */
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
 * `ssl` for a change. Cloudflare requires type and method in every PATCH and resets the settings that a PATCH
 * omits, so the current settings are sent along. A choice that the program no longer makes returns to its
 * default.
 */
export function toSslPatch(olds: Ssl | undefined, news: Ssl, current: SslWire | null | undefined) {
  const takenBack = settingsTakenBack(olds, news).map((name) => wireNameOfSetting[name]);
  const kept = Object.entries(current?.settings ?? {}).filter(
    ([name, value]) => value != null && !takenBack.some((taken) => taken === name),
  );
  // A renewal may have changed the method from txt to http, and sending txt again would restart the
  // validation. Where Cloudflare has stopped checking, validation restarts anyway, with the method that the
  // program sets.
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

/**
 * `ssl` that changes nothing and restarts the validation; undefined for an uploaded certificate, which would
 * have to be sent again.
 */
export function toSslRepeat(current: SslWire): Record<string, unknown> | undefined {
  return current.method
    ? { method: current.method, type: current.type ?? "dv", settings: current.settings ?? {} }
    : undefined;
}

/** A choice that a PATCH omits stays in force; these values return it to the default. */
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

/** True when the change causes another certificate, with its own validation records. */
export function isReissue(olds: Ssl | undefined, news: Ssl | undefined): boolean {
  const decisive = ["method", "certificateAuthority", "wildcard", "customCertificate", "customCertBundle"] as const;
  return decisive.some((name) => !isDeepStrictEqual(olds?.[name], news?.[name]));
}
