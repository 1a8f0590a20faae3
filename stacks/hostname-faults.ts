import { checkInputs } from "@marketplane/providers/check-inputs.ts";
import { CustomHostnameInputs, customHostnameRules } from "@marketplane/providers/cloudflare/custom-hostname-inputs.ts";
import { isWithinDomain } from "@marketplane/providers/hostname.ts";

/** One thing that keeps a hostname from being a tenant's, and the property that it is about. */
export interface HostnameFault {
  readonly path: readonly string[];
  readonly reason: string;
}

interface DeclaredHostname {
  readonly hostname: string;
  readonly ssl?: unknown;
  readonly metadata?: unknown;
  readonly waitFor?: unknown;
}

/** Any zone: what is checked here does not depend on it. */
const zoneId = "0".repeat(32);
/** The resource's names of what declarations call otherwise. */
const declaredNames: Readonly<Record<string, string>> = { customMetadata: "metadata" };

/**
 * What the resource's own check would refuse of a hostname, so that it is refused where it is accepted: a file in tenants/, the
 * operators' API, the panel. Otherwise every run of the tenant would fail on it.
 */
export function hostnameFaults({ hostname, ssl, metadata, waitFor }: DeclaredHostname): HostnameFault[] {
  const specification = { inputs: CustomHostnameInputs, rules: customHostnameRules, secretInputs: ["ssl"] };
  const inputs = { zoneId, hostname, ssl, customMetadata: metadata, waitFor };
  return checkInputs(specification, inputs).failures.map(({ property, reason }) => {
    const [first = "", ...rest] = property.split(".");
    return { path: [declaredNames[first] ?? first, ...rest], reason };
  });
}

/** Why the seller's own names, and those below them, are no customer's hostname; undefined for every other name. */
export function ownNameFault(hostname: string, ownNames: readonly string[]): string | undefined {
  const own = ownNames.find((name) => isWithinDomain(hostname, name));
  return own && `must not be, or lie below, ${own}, which is the seller's own name`;
}
