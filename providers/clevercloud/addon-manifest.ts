/**
 * The module named in Pulumi states: v1/clevercloud/addon-manifest (docs/decisions/0002). Its path must never
 * change.
 */
export { AddonManifest, handler } from "./addon-manifest/index.ts";
