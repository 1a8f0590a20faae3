import type { Vendor } from "./define-vendor.ts";
import type { VendorName } from "./vendor-accounts.ts";

/** Loads a vendor with its client and resources. */
const loaders: { readonly [Name in VendorName]: () => Promise<Vendor<Name>> } = {
  cloudflare: async () => (await import("./cloudflare/vendor.ts")).cloudflareVendor,
  apifew: async () => (await import("./apifew/vendor.ts")).apifewVendor,
  clevercloud: async () => (await import("./clevercloud/vendor.ts")).clevercloudVendor,
};

/**
 * The vendor of a type or token such as "cloudflare:CustomHostname"; undefined if no vendor has this name.
 */
export async function loadVendorOf(token: string): Promise<Vendor<VendorName> | undefined> {
  const [name = ""] = token.split(":");
  return isVendorName(name) ? loaders[name]() : undefined;
}

function isVendorName(name: string): name is VendorName {
  return Object.hasOwn(loaders, name);
}
