/**
 * The module named in Pulumi states: v1/cloudflare/fallback-origin (docs/decisions/0002). Its path must never
 * change.
 */
export { FallbackOrigin, handler } from "./fallback-origin/index.ts";
