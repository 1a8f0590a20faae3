import { z } from "zod";
import { defineVendor } from "../define-vendor.ts";
import { describeResource, describeUnreadable, type ManagedObjects } from "../describe-resource.ts";
import { clevercloudAccount } from "./account.ts";
import { addon } from "./addon.ts";
import { addonConfig } from "./addon-config.ts";
import { addonManifest } from "./addon-manifest/index.ts";
import { type ClevercloudClient, connectClevercloud } from "./connect.ts";
import { getAddon } from "./get-addon.ts";
import { getAddons } from "./get-addons.ts";

const addonOf = ({ addonId }: { readonly addonId: string }) => `addon ${addonId}`;

export const clevercloudVendor = defineVendor({
  account: clevercloudAccount,
  connect: connectClevercloud,
  resources: [
    describeUnreadable(addonManifest, {
      isAtVendor: false,
      whyNotAdopted: "Clever Cloud documents no call that shows a provider's manifest",
    }),
    describeResource(addon, {
      adoption: {
        nameOf: ({ addonId }) => addonId,
        provides: addonOf,
        complete: async ({ baseUrl }, { client }) => {
          if (baseUrl === undefined) {
            return undefined;
          }
          const regions = await regionsOf(client);
          return ({ id, inputs }) => ({ ...inputs, baseUrl, region: regions.get(id) ?? "", options: {} });
        },
        unmanaged:
          (managed) =>
          ({ id, inputs: { plan } }) =>
            isInStack(managed, id)
              ? undefined
              : { message: `the add-on ${id}${plan ? ` with plan ${plan}` : ""} is not in any stack` },
      },
    }),
    describeResource(addonConfig, {
      adoption: {
        nameOf: ({ addonId }) => addonId,
        needs: (inputs) => [addonOf(inputs)],
        // Every add-on has config vars.
        unmanaged: "elsewhere",
      },
    }),
  ],
  functions: [getAddon, getAddons],
  scopesOf: async () => [undefined],
  listInputs: z.strictObject({}),
  listScope: () => undefined,
  adoptScopes: () => [undefined],
  adoptNotes: async ({ baseUrl }) =>
    baseUrl === undefined
      ? ["Clever Cloud returns no provider's endpoint: add-ons are found only with --base-url URL, config vars always"]
      : [],
  check: async ({ vendorApi }) => {
    for await (const _addon of vendorApi.listAddons()) {
      break;
    }
    return { text: "answers" };
  },
});

/** The listing has an add-on's plan and owner. Its region is returned with its config vars. */
async function regionsOf({ vendorApi }: ClevercloudClient): Promise<ReadonlyMap<string, string>> {
  const regions = new Map<string, string>();
  for await (const { addon_id: id } of vendorApi.listAddons()) {
    regions.set(id, (await vendorApi.findAddon(id))?.region ?? "");
  }
  return regions;
}

/** A stack owns an add-on if it orders it or sets its config vars. */
function isInStack(managed: ManagedObjects, id: string): boolean {
  return [addon, addonConfig].some(({ type }) => managed.hasId(type, id) || managed.mayBeMade(type, { addonId: id }));
}
