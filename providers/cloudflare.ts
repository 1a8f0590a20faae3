import type { CustomHostnameInputs } from "./cloudflare/custom-hostname/inputs.ts";
import type { FallbackOriginInputs } from "./cloudflare/fallback-origin/index.ts";
import type { ResourceArgs } from "./managed-resource.ts";

export { CustomHostname } from "./cloudflare/custom-hostname.ts";
export { FallbackOrigin } from "./cloudflare/fallback-origin.ts";

export type CustomHostnameArgs = ResourceArgs<typeof CustomHostnameInputs>;
export type FallbackOriginArgs = ResourceArgs<typeof FallbackOriginInputs>;
