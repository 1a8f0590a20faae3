/** The module that Pulumi states name: v1/cloudflare/custom-hostname (docs/decisions/0002). Its path never changes. */
export { CustomHostname, handler } from "./custom-hostname/index.ts";
