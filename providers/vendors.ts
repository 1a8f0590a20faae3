/**
 * All vendors and all resources. Drift detection, adoption, the resident provider, doctor and the reference
 * pages are derived from this list. It loads every vendor, so modules that a Pulumi program imports must not
 * import it; they may import vendor-accounts.ts.
 */
import { apifewVendor } from "./apifew/vendor.ts";
import { clevercloudVendor } from "./clevercloud/vendor.ts";
import { cloudflareVendor } from "./cloudflare/vendor.ts";
import type { FunctionFacts } from "./define-function.ts";
import type { Vendor } from "./define-vendor.ts";
import type { Resource } from "./describe-resource.ts";
import { definitionTypeOf } from "./engine-types.ts";
import type { VendorName } from "./vendor-accounts.ts";

const byName: { readonly [Name in VendorName]: Vendor<Name> } = {
  cloudflare: cloudflareVendor,
  apifew: apifewVendor,
  clevercloud: clevercloudVendor,
};

/** All vendors, in the order used everywhere. */
export const vendors: readonly Vendor<VendorName>[] = Object.values(byName);

/** The vendor with this name. */
export function vendorNamed(name: VendorName): Vendor<VendorName> {
  return byName[name];
}

/** A resource, with its vendor. */
export interface RegisteredResource extends Resource {
  readonly vendor: VendorName;
}

/** All resources of all vendors. */
export const resources: readonly RegisteredResource[] = vendors.flatMap(({ account, resources: own }) =>
  own.map((resource) => ({ ...resource, vendor: account.name })),
);

const byType = new Map(resources.map((resource) => [resource.definition.type, resource]));

/** A data source, and the vendor that it asks. */
export interface RegisteredFunction extends FunctionFacts {
  readonly vendor: VendorName;
}

/** Every data source of every vendor. */
export const functions: readonly RegisteredFunction[] = vendors.flatMap(({ account, functions: own }) =>
  own.map((called) => ({ ...called, vendor: account.name })),
);

/**
 * The resource of a type such as "cloudflare:CustomHostname"; undefined if marketplane does not define it.
 */
export function findResource(type: string): RegisteredResource | undefined {
  return byType.get(type);
}

/** The resource of a type in a state, or of a URN, under either provider; undefined if it is not ours. */
export function findKind(engineTypeOrUrn: string): RegisteredResource | undefined {
  return findResource(definitionTypeOf(engineTypeOrUrn) ?? "");
}
