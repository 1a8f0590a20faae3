import type { JsonObject, JsonValue } from "../json-body.ts";
import { parseMetadata, parseOriginServer, parseOriginSni } from "./custom-hostname-create.ts";
import { CloudflareError } from "./envelope.ts";
import { refreshHostname, type ZoneContext } from "./hostname-status.ts";
import { createOrder, type SslOrder, type SslSettings } from "./ssl-order.ts";
import { parseSslRequest } from "./ssl-request.ts";
import type { CustomHostname } from "./zone.ts";

/**
 * Changes a custom hostname by the body of a PATCH. Every PATCH restarts the hostname's backoff. With ssl, it
 * also repeats the certificate's validation, even if the settings are equal. The whole body is validated
 * before anything changes.
 */
export function patchCustomHostname(hostname: CustomHostname, body: JsonObject, zoneContext: ZoneContext): void {
  const { zone } = zoneContext;
  const refreshed = refreshHostname(hostname, zoneContext);
  if (body.hostname !== undefined && body.hostname !== hostname.hostname) {
    throw new CloudflareError(409, 1439, "Modifying the custom hostname is not supported.");
  }
  const ssl = nextSsl(hostname, body.ssl, zoneContext);
  const isWildcard = ssl?.wildcard ?? false;
  const metadata = parseMetadata(body.custom_metadata, zone, isWildcard);
  const originServer = parseOriginServer(body.custom_origin_server, zone);
  const originSni = parseOriginSni(body.custom_origin_sni);

  hostname.ssl = ssl;
  if ("custom_metadata" in body) {
    hostname.customMetadata = metadata;
  }
  if ("custom_origin_server" in body) {
    hostname.customOriginServer = originServer;
  }
  if ("custom_origin_sni" in body) {
    hostname.customOriginSni = originSni;
  }
  hostname.revalidations += 1;
  restartVerification(hostname, refreshed.status, body.ssl !== undefined || ssl === undefined, zoneContext.nowMs);
}

/**
 * Active hostnames stay active. Moved, deleted and blocked ones return to pending, but only with ssl in the
 * PATCH.
 */
function restartVerification(hostname: CustomHostname, status: string, carriesSsl: boolean, nowMs: number): void {
  if (status === "active" || status === "active_redeploying") {
    return;
  }
  if (status !== "pending" && !carriesSsl) {
    return;
  }
  hostname.forced = undefined;
  hostname.verificationStartedAtMs = nowMs;
  hostname.verifiedAtMs = undefined;
  hostname.leftAtMs = undefined;
}

/** ssl null, or the text "null", disables SSL. Without ssl, nothing changes. */
function nextSsl(
  hostname: CustomHostname,
  value: JsonValue | undefined,
  zoneContext: ZoneContext,
): SslOrder | undefined {
  const current = hostname.ssl;
  if (value === undefined) {
    return current;
  }
  if (value === null || value === "null") {
    return undefined;
  }
  const request = {
    hostname: hostname.hostname,
    entitlements: zoneContext.zone.entitlements,
    current: current ?? undefined,
  };
  const settings = parseSslRequest(value, current === undefined ? { ...request, current: emptySettings } : request);
  if (current === undefined) {
    return createOrder(settings, settings.uploaded === undefined ? "issue" : "deploy", zoneContext.nowMs);
  }
  return createOrder(settings, pathOf(current, settings), zoneContext.nowMs, current);
}

/**
 * The effect of a PATCH on the certificate: a new one, a repeated validation, or only the deployment of new
 * settings.
 */
function pathOf(current: SslOrder, next: SslSettings): SslOrder["path"] {
  if (next.uploaded !== undefined) {
    return "deploy";
  }
  const isReissue =
    current.uploaded !== undefined ||
    current.method !== next.method ||
    current.certificateAuthority !== next.certificateAuthority ||
    current.wildcard !== next.wildcard;
  if (isReissue) {
    return "issue";
  }
  const isIssued = current.validatedAtMs !== undefined && current.forced === undefined;
  const isNewSettings = JSON.stringify(current.settings) !== JSON.stringify(next.settings);
  return isIssued && isNewSettings ? "deploy" : "validate";
}

/** Replaces the missing current settings if a PATCH gives a hostname its first certificate. */
const emptySettings: SslSettings = {
  method: "http",
  type: "dv",
  bundleMethod: "ubiquitous",
  certificateAuthority: "google",
  wildcard: false,
  cloudflareBranding: false,
  settings: {},
};
