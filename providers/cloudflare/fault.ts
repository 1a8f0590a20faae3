import type { Fault } from "../http/http-client.ts";
import type { VendorErrorKind } from "../http/vendor-error.ts";
import { Failure, type FailureText } from "./schema.ts";

/** The meaning of a code for the resources, if its HTTP status does not already show it. */
const kindOfCode: Readonly<Record<string, VendorErrorKind>> = {
  "971": "rate-limited",
  "1404": "invalid",
  "1405": "invalid",
  "1406": "conflict",
  "1413": "invalid",
  "1414": "invalid",
  "1436": "not-found",
  "1551": "not-found",
  // "Could not route": the zone does not exist or these credentials cannot see it, so nothing is known about
  // its objects.
  "7000": "invalid",
  "7003": "invalid",
  "10000": "unauthorized",
  "10100": "rate-limited",
};

/** How to fix the cause of a code, if Cloudflare's own text does not explain it. */
const adviceOfCode: Readonly<Record<string, string>> = {
  "1404": "the zone has no quota of custom hostnames: enable Cloudflare for SaaS on it",
  "1405": "the zone's quota of custom hostnames is used up: raise it or delete unused hostnames",
  "1406": "the zone already has a custom hostname of this name: to manage it with this resource, set adopt: true",
  "1412": "the account is not entitled to customMetadata on wildcard hostnames: leave it out",
  "1413": "the account is not entitled to customMetadata: ask Cloudflare for the entitlement or leave it out",
  "1421": "customOriginServer must be a proxied A, AAAA or CNAME record of the zone",
  "1448": "a wildcard needs a certificate of your own in ssl.customCertificate, or Cloudflare's permission",
  "1456": "enable Cloudflare for SaaS on the zone first",
  "1459": "only Enterprise zones may choose a certificate authority: leave ssl.certificateAuthority out",
  "1469": "a hostname of over 64 characters needs ssl.cloudflareBranding: true",
  "7003": "check zoneId, and that the credentials belong to its account",
  "10000":
    "check that the token has SSL and Certificates: Edit on this zone, or use cloudflare:email with cloudflare:apiKey",
};

/** Reads the failure from Cloudflare's envelope. */
export function faultOf(body: unknown, status = 0): Fault | undefined {
  const failure = Failure.safeParse(body);
  if (!failure.success) {
    return undefined;
  }
  const errors = failure.data.errors ?? [];
  const first = errors[0];
  const texts = [...errors.map(textOf), ...failure.data.messages].join("; ");
  if (!first) {
    // Any API may respond like this: it does not show that Cloudflare searched for the object.
    const kind = status === 404 || status === 410 ? "invalid" : undefined;
    return { detail: texts || "responded with success: false and no error", ...(kind ? { kind } : {}) };
  }
  const code = "code" in first ? first.code : undefined;
  if (code == null) {
    return { detail: texts };
  }
  const advice = adviceOfCode[code];
  const kind = kindOfCode[code];
  return { code, detail: advice ? `${texts} (${advice})` : texts, ...(kind ? { kind } : {}) };
}

/** Cloudflare's text of an error: the property it concerns, its causes, and the page that explains it. */
function textOf(error: FailureText): string {
  if (!("error_chain" in error)) {
    return error.message;
  }
  const { message, source, error_chain: chain, documentation_url: url } = error;
  const causes = (chain ?? []).map((cause) => (cause.code ? `${cause.message} (${cause.code})` : cause.message));
  return [source ? `${source.pointer}: ${message}` : message, ...causes].join(": ") + (url ? ` (see ${url})` : "");
}
