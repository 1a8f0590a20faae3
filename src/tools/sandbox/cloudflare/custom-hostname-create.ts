import { randomUUID } from "node:crypto";
import { JsonObject, type JsonValue } from "../json-body.ts";
import { CloudflareError } from "./envelope.ts";
import { assertCustomHostname, assertCustomOrigin } from "./hostname-rules.ts";
import { createOrder } from "./ssl-order.ts";
import { parseSslRequest } from "./ssl-request.ts";
import type { CustomHostname, Zone } from "./zone.ts";

const metadataBytesMax = 4096;

/** Creates a custom hostname from the body of a POST. Messages are plain strings, as at the vendor. */
export function createCustomHostname(
  zone: Zone,
  body: Record<string, JsonValue | undefined>,
  nowMs: number,
): { hostname: CustomHostname; messages: string[] } {
  const name = parseHostname(body.hostname);
  assertQuota(zone);
  if (zone.hostnamesByName.has(name)) {
    throw new CloudflareError(409, 1406, "Duplicate custom hostname found.");
  }
  const ssl = body.ssl === undefined || body.ssl === null ? undefined : body.ssl;
  const request = { hostname: name, entitlements: zone.entitlements };
  const order = ssl === undefined ? undefined : parseSslRequest(ssl, request);
  const hostname: CustomHostname = {
    id: randomUUID(),
    sequence: zone.hostnames.nextSequence(),
    hostname: name,
    createdAtMs: nowMs,
    ownershipToken: randomUUID(),
    customMetadata: parseMetadata(body.custom_metadata, zone, order?.wildcard ?? false),
    customOriginServer: parseOriginServer(body.custom_origin_server, zone),
    customOriginSni: parseOriginSni(body.custom_origin_sni),
    ssl: order === undefined ? undefined : createOrder(order, order.uploaded === undefined ? "issue" : "deploy", nowMs),
    verificationStartedAtMs: nowMs,
    isRouted: false,
    revalidations: 0,
  };
  zone.addHostname(hostname);
  const isOverQuota = zone.hostnames.size > zone.entitlements.quotaAllocated;
  const messages = isOverQuota ? ["Custom hostname quota exceeded; this hostname will be billed."] : [];
  return { hostname, messages };
}

function parseHostname(value: JsonValue | undefined): string {
  if (typeof value !== "string" || value === "") {
    throw new CloudflareError(400, 1407, "Invalid custom hostname: it is missing.");
  }
  assertCustomHostname(value);
  return value.toLowerCase();
}

function assertQuota(zone: Zone): void {
  const { sslForSaas, quotaHardCap } = zone.entitlements;
  if (!sslForSaas) {
    throw new CloudflareError(403, 1404, "No quota has been allocated for this zone.");
  }
  if (zone.hostnames.size >= quotaHardCap) {
    throw new CloudflareError(403, 1405, "Quota exceeded.");
  }
}

/** custom_metadata with its JSON types. {} is a value of its own. */
export function parseMetadata(value: JsonValue | undefined, zone: Zone, isWildcard: boolean) {
  if (value === undefined || value === null) {
    return undefined;
  }
  const metadata = JsonObject.safeParse(value).data;
  if (metadata === undefined) {
    throw new CloudflareError(400, 1401, "Unable to encode the Custom Metadata as JSON.");
  }
  if (!zone.entitlements.customMetadata) {
    throw new CloudflareError(403, 1413, "No custom metadata access has been allocated for this zone.");
  }
  if (isWildcard && !zone.entitlements.wildcardMetadata) {
    throw new CloudflareError(400, 1412, "Custom metadata for wildcard custom hostnames is not supported.");
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesMax) {
    throw new CloudflareError(400, 1401, `Custom Metadata is larger than ${metadataBytesMax} bytes.`);
  }
  return metadata;
}

/** custom_origin_server: a proxied address record of the zone. Empty or null removes it. */
export function parseOriginServer(value: JsonValue | undefined, zone: Zone): string | undefined {
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  if (typeof value !== "string") {
    throw new CloudflareError(400, 1415, "Invalid custom origin hostname.");
  }
  if (!zone.entitlements.customOrigin) {
    throw new CloudflareError(
      403,
      1414,
      "Access to setting a custom origin server has not been granted for this zone.",
    );
  }
  assertCustomOrigin(value);
  const isKnown = zone.recordsNamed(value).some((record) => record.type !== "TXT" && record.proxied);
  if (isKnown) {
    return value.toLowerCase();
  }
  const text = "The custom origin hostname does not exist as a proxied DNS record (A, AAAA or CNAME) in your zone";
  throw new CloudflareError(400, 1421, `${text}: ${zone.id}.`);
}

export function parseOriginSni(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  if (typeof value !== "string") {
    throw new CloudflareError(400, 1400, "custom_origin_sni must be a string.");
  }
  return value;
}
