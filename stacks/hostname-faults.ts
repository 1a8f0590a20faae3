import {
  customHostnameRules,
  type CustomHostnameInputs as Inputs,
} from "@marketplane/providers/cloudflare/custom-hostname/inputs.ts";
import { isWithinDomain } from "@marketplane/providers/hostname.ts";

/** A reason why a hostname cannot be declared, with the property it concerns. */
export interface HostnameFault {
  readonly path: readonly string[];
  readonly reason: string;
}

interface DeclaredHostname extends Partial<Pick<Inputs, "hostname" | "ssl">> {
  readonly metadata?: Inputs["customMetadata"] | undefined;
}

/** The resource's names of properties that declarations name differently. */
const declaredNames: Readonly<Record<string, string>> = { customMetadata: "metadata" };

/**
 * The resource's rules over several properties. They are checked where a hostname is accepted: in a file of
 * tenants/, in the operators' API and in the panel. Otherwise every run of the tenant would fail.
 */
export function hostnameFaults({ hostname, ssl, metadata }: DeclaredHostname): HostnameFault[] {
  const inputs: Partial<Inputs> = { hostname, ssl, customMetadata: metadata };
  const failures = customHostnameRules.flatMap((rule) => rule(inputs, inputs) ?? []);
  return failures.map(({ property, reason }) => {
    const [first = "", ...rest] = property.split(".");
    return { path: [declaredNames[first] ?? first, ...rest], reason };
  });
}

/**
 * Why a name cannot be a customer's hostname because it is, or lies below, one of the seller's own names;
 * undefined for other names.
 */
export function ownNameFault(hostname: string, ownNames: readonly string[]): string | undefined {
  const own = ownNames.find((name) => isWithinDomain(hostname, name));
  return own && `must not be, or lie below, ${own}, which is the seller's own name`;
}
