import { isIP } from "node:net";
import { CloudflareError } from "./envelope.ts";

interface RuleCodes {
  readonly what: string;
  readonly invalid: number;
  readonly nonAscii: number;
  readonly reserved: number;
  readonly publicSuffix: number;
  readonly example: number;
}

const customHostnameCodes: RuleCodes = {
  what: "custom hostname",
  invalid: 1407,
  nonAscii: 1408,
  reserved: 1409,
  publicSuffix: 1410,
  example: 1411,
};

const customOriginCodes: RuleCodes = {
  what: "custom origin hostname",
  invalid: 1415,
  nonAscii: 1416,
  reserved: 1417,
  publicSuffix: 1418,
  example: 1419,
};

const reservedTopDomains = new Set(["test", "example", "invalid", "localhost"]);
/** A part of the public suffix list that is sufficient for the rule. The vendor uses the whole list. */
const publicSuffixes = new Set([
  "co.uk",
  "org.uk",
  "com.au",
  "co.jp",
  "com.br",
  "github.io",
  "pages.dev",
  "workers.dev",
]);
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Refuses a custom hostname that the vendor does not accept. */
export function assertCustomHostname(hostname: string): void {
  assertHostname(hostname, customHostnameCodes);
}

/** Refuses a custom origin that the vendor does not accept. */
export function assertCustomOrigin(origin: string): void {
  if (origin.includes("*")) {
    throw new CloudflareError(400, 1420, "Wildcard custom origin hostnames are not supported.");
  }
  assertHostname(origin, customOriginCodes);
}

function assertHostname(name: string, codes: RuleCodes): void {
  const fail = (code: number, text: string) => new CloudflareError(400, code, text);
  if ([...name].some((character) => (character.codePointAt(0) ?? 0) > 127)) {
    throw fail(codes.nonAscii, `A ${codes.what} with non-ASCII characters is not supported.`);
  }
  const labels = name.split(".");
  const isWellFormed = name.length <= 255 && labels.every((part) => label.test(part)) && isIP(name) === 0;
  if (!isWellFormed) {
    throw fail(codes.invalid, `Invalid ${codes.what}: at most 255 characters, no IP address, no special characters.`);
  }
  const topDomain = labels.at(-1)?.toLowerCase() ?? "";
  if (reservedTopDomains.has(topDomain)) {
    throw fail(codes.reserved, `A ${codes.what} in the reserved top domain '${topDomain}' is not supported.`);
  }
  if (labels.length < 2 || publicSuffixes.has(name.toLowerCase())) {
    throw fail(codes.publicSuffix, `Unable to parse ${codes.what} - publicsuffix: cannot derive eTLD+1 for ${name}.`);
  }
  if (/(^|\.)example\.(com|net|org)$/i.test(name)) {
    throw fail(codes.example, `A ${codes.what} ending in example.com, example.net, or example.org is prohibited.`);
  }
}
