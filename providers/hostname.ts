import { isIP } from "node:net";
import { z } from "zod";

const hostnameLengthMax = 255;
const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Names that never belong to a customer (RFC 2606 and 6761; Cloudflare's codes 1409 and 1411). */
const reservedDomains = ["example.com", "example.net", "example.org", "test", "example", "invalid", "localhost"];

/** Whether `host` is `domain` or lies below it; compares whole labels. */
export function isWithinDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** Describes what is wrong with a hostname; undefined if it is valid. */
export function hostnameFault(value: string): string | undefined {
  if (value.length > hostnameLengthMax) {
    return `must have at most ${hostnameLengthMax} characters`;
  }
  if (isIP(value) !== 0) {
    return "must be a name, not an IP address";
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    return "must be ASCII without spaces; write an international name in its xn-- form";
  }
  const labels = value.split(".");
  if (labels.length < 2 || !labels.every((part) => label.test(part))) {
    return "must be a hostname such as app.customer.com: labels of letters, digits and hyphens, joined by dots";
  }
  return undefined;
}

/** A fully qualified hostname in lower case, without a trailing dot. */
export const Hostname = z
  .string({ error: "must be a string" })
  .toLowerCase()
  .superRefine((value, context) => {
    const fault = hostnameFault(value);
    if (fault !== undefined) {
      context.addIssue({ code: "custom", message: fault });
    }
  });

/** A customer's hostname; it may begin with "*." and must not lie under a reserved name. */
export const CustomerHostname = z
  .string({ error: "must be a string" })
  .toLowerCase()
  .superRefine((value, context) => {
    const name = value.startsWith("*.") ? value.slice(2) : value;
    const reserved = reservedDomains.find((domain) => isWithinDomain(name, domain));
    const fault = hostnameFault(name) ?? (reserved ? `must not lie under the reserved name ${reserved}` : undefined);
    if (fault !== undefined) {
      context.addIssue({ code: "custom", message: fault });
    }
  });
