import { status } from "@grpc/grpc-js";
import type { Vendor } from "../define-vendor.ts";
import { definitionTypeOf, engineTypeOf } from "../engine-types.ts";
import { loadVendorOf } from "../load-vendor.ts";
import { knownNamesText } from "../nearest-name.ts";
import { vendorAccounts } from "../vendor-accounts.ts";
import { RequestError } from "./service-error.ts";

/** The resource of a type such as "marketplane:cloudflare:CustomHostname", with its vendor. */
export function findResource(type: string) {
  return findByToken("resource", type, ({ resources }) =>
    resources.map((resource) => [resource.definition.type, resource] as const),
  );
}

/** The data source of a token such as "marketplane:cloudflare:getZone", with its vendor. */
export function findFunction(token: string) {
  return findByToken("function", token, ({ functions }) => functions.map((facts) => [facts.token, facts] as const));
}

async function findByToken<Found>(
  kind: "resource" | "function",
  name: string,
  list: (vendor: Vendor) => readonly (readonly [token: string, found: Found])[],
): Promise<{ readonly vendor: Vendor; readonly found: Found }> {
  const token = definitionTypeOf(name);
  const vendor = token === undefined ? undefined : await loadVendorOf(token);
  const entries = vendor === undefined ? [] : list(vendor);
  const entry = entries.find(([candidate]) => candidate === token);
  if (!vendor || !entry) {
    const known = vendor
      ? entries.map(([candidate]) => engineTypeOf(candidate, "native"))
      : vendorAccounts.map((account) => `marketplane:${account.name}:…`);
    throw new RequestError(status.NOT_FOUND, `marketplane has no ${kind} ${name}${knownNamesText(name, known)}`);
  }
  return { vendor, found: entry[1] };
}
