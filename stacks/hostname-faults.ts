import {
  customHostnameRules,
  type CustomHostnameInputs as Inputs,
} from "@marketplane/providers/cloudflare/custom-hostname/inputs.ts";
import { isWithinDomain } from "@marketplane/providers/hostname.ts";

/** One thing that keeps a hostname from being a tenant's, and the property that it is about. */
export interface HostnameFault {
  readonly path: readonly string[];
  readonly reason: string;
}

interface DeclaredHostname extends Partial<Pick<Inputs, "hostname" | "ssl">> {
  readonly metadata?: Inputs["customMetadata"] | undefined;
}

/** The resource's names of what declarations call otherwise. */
const declaredNames: Readonly<Record<string, string>> = { customMetadata: "metadata" };

/**
 * The rules over several properties that the resource's own check has, so that a hostname which breaks one is refused where it is
 * accepted: in a file of tenants/, by the operators' API, in the panel. Otherwise every run of the tenant would fail on it.
 */
export function hostnameFaults({ hostname, ssl, metadata }: DeclaredHostname): HostnameFault[] {
  const inputs: Partial<Inputs> = { hostname, ssl, customMetadata: metadata };
  const failures = customHostnameRules.flatMap((rule) => rule(inputs, inputs) ?? []);
  return failures.map(({ property, reason }) => {
    const [first = "", ...rest] = property.split(".");
    return { path: [declaredNames[first] ?? first, ...rest], reason };
  });
}

/** Why the seller's own names, and those below them, are no customer's hostname; undefined for every other name. */
export function ownNameFault(hostname: string, ownNames: readonly string[]): string | undefined {
  const own = ownNames.find((name) => isWithinDomain(hostname, name));
  return own && `must not be, or lie below, ${own}, which is the seller's own name`;
}
