import type { AddonInputs } from "./clevercloud/addon.ts";
import type { AddonConfigInputs } from "./clevercloud/addon-config.ts";
import type { AddonManifestInputs } from "./clevercloud/addon-manifest/inputs.ts";
import type { ResourceArgs } from "./managed-resource.ts";

export { Addon } from "./clevercloud/addon.ts";
export { AddonConfig } from "./clevercloud/addon-config.ts";
export { AddonManifest } from "./clevercloud/addon-manifest.ts";

export type AddonArgs = ResourceArgs<typeof AddonInputs>;
export type AddonConfigArgs = ResourceArgs<typeof AddonConfigInputs>;
export type AddonManifestArgs = ResourceArgs<typeof AddonManifestInputs>;
