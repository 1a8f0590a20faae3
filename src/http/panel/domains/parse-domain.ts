import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { CustomerHostname } from "@marketplane/providers/hostname.ts";
import { getDomain } from "tldts";
import { hostnameFaults, ownNameFault } from "../../../../stacks/hostname-faults.ts";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/** Why a text is no domain that could be added. */
export type DomainFault = "empty" | "malformed" | "address" | "wildcard" | "reserved" | "suffix" | "ours" | "long";

export type ParsedDomain =
  | {
      readonly hostname: string;
      /** Directly below a public suffix, where most DNS providers allow no CNAME. */
      readonly isApex: boolean;
    }
  | { readonly fault: DomainFault };

const NewHostname = TenantDeclaration.shape.hostnames.unwrap().element;
const tldtsOptions = { allowPrivateDomains: false, validateHostname: false };

/**
 * A domain as people type or paste it: with scheme, path or in their own script. `ours` are the seller's own names, below
 * which no customer has any business.
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
  // What the URL standard reads as an address, such as 0x7f.1, is none of the customer's names either.
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
  // Of the resource's rules, only the one on a name's length can be broken by a name alone.
  if (hostnameFaults(NewHostname.parse({ hostname })).length > 0) {
    return { fault: "long" };
  }
  const domain = getDomain(hostname, tldtsOptions);
  return domain === null ? { fault: "suffix" } : { hostname, isApex: domain === hostname };
}

/** The schema refuses reserved names with the others; a customer is told why. */
function isReserved(name: string): boolean {
  return name.includes(".") && CustomerHostname.safeParse(`${name}.customer.com`).success;
}
