/** The module that Pulumi states name: v1/cloudflare/fallback-origin (docs/decisions/0002). Its path never changes. */
export { FallbackOrigin, handler } from "./fallback-origin/index.ts";
