/** The module that Pulumi states name: v1/clevercloud/addon-manifest (docs/decisions/0002). Its path never changes. */
export { AddonManifest, handler } from "./addon-manifest/index.ts";
