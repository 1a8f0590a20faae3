import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { CustomerHostname } from "@marketplane/providers/hostname.ts";
import { getDomain } from "tldts";
import { hostnameFaults, ownNameFault } from "../../../../stacks/hostname-faults.ts";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/** Why a text is not accepted as a domain. */
export type DomainFault = "empty" | "malformed" | "address" | "wildcard" | "reserved" | "suffix" | "ours" | "long";

export type ParsedDomain =
  | {
      readonly hostname: string;
      /**
       * Whether it is directly below a public suffix, where most DNS providers do not allow a CNAME record.
       */
      readonly isApex: boolean;
    }
  | { readonly fault: DomainFault };

const NewHostname = TenantDeclaration.shape.hostnames.unwrap().element;
const tldtsOptions = { allowPrivateDomains: false, validateHostname: false };

/**
 * Parses a domain as people type or paste it: with a scheme, a path or in Unicode. `ours` are the seller's own names;
 * domains below them are refused.
 */
export function parseDomain(text: string, ours: readonly string[]): ParsedDomain {
  const name = text
    .trim()
    .replace(/^[a-z][a-z+.-]*:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/\.$/, "");
  if (name === "") {
    return { fault: "empty" };
  }
  if (name.startsWith("*.")) {
    return { fault: "wildcard" };
  }
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0) {
    return { fault: "address" };
  }
  const ascii = domainToASCII(name);
  // The URL standard reads texts such as 0x7f.1 as IP addresses.
  if (ascii === "" || isIP(ascii) !== 0) {
    return { fault: "malformed" };
  }
  const parsed = CustomerHostname.safeParse(ascii);
  if (!parsed.success) {
    return { fault: isReserved(ascii) ? "reserved" : "malformed" };
  }
  const hostname = parsed.data;
  if (ownNameFault(hostname, ours) !== undefined) {
    return { fault: "ours" };
  }
  // The only rule of the resource that a hostname alone can break is the one on its length.
  if (hostnameFaults(NewHostname.parse({ hostname })).length > 0) {
    return { fault: "long" };
  }
  const domain = getDomain(hostname, tldtsOptions);
  return domain === null ? { fault: "suffix" } : { hostname, isApex: domain === hostname };
}

/** Distinguishes reserved names from malformed ones, because the schema refuses both with the same error. */
function isReserved(name: string): boolean {
  return name.includes(".") && CustomerHostname.safeParse(`${name}.customer.com`).success;
}
