/**
 * Every vendor and every resource: the one list that drift, adoption, the resident provider, the doctor and the reference
 * are made from. It loads all of them, so nothing that a Pulumi program imports may import it; vendor-accounts.ts may be.
 */
import { apifewVendor } from "./apifew/vendor.ts";
import { clevercloudVendor } from "./clevercloud/vendor.ts";
import { cloudflareVendor } from "./cloudflare/vendor.ts";
import type { FunctionFacts } from "./define-function.ts";
import type { Vendor } from "./define-vendor.ts";
import type { Resource } from "./describe-resource.ts";
import type { VendorName } from "./vendor-accounts.ts";

const byName: { readonly [Name in VendorName]: Vendor<Name> } = {
  cloudflare: cloudflareVendor,
  apifew: apifewVendor,
  clevercloud: clevercloudVendor,
};

/** Every vendor, in the order in which vendors are listed everywhere. */
export const vendors: readonly Vendor<VendorName>[] = Object.values(byName);

/** The vendor of this name. */
export function vendorNamed(name: VendorName): Vendor<VendorName> {
  return byName[name];
}

/** A resource, and the vendor that it is at. */
export interface RegisteredResource extends Resource {
  readonly vendor: VendorName;
}

/** Every resource of every vendor. */
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

/** The resource of a type such as "cloudflare:CustomHostname", undefined if the type is not ours. */
export function findResource(type: string): RegisteredResource | undefined {
  return byType.get(type);
}
