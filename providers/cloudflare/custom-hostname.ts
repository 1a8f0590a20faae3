/**
 * The module named in Pulumi states: v1/cloudflare/custom-hostname (docs/decisions/0002). Its path must never
 * change.
 */
export { CustomHostname, handler } from "./custom-hostname/index.ts";
