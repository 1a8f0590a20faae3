/** The module named in Pulumi states: v1/apifew/license (docs/decisions/0002). Its path must never change. */
export { handler, License } from "./license/index.ts";
