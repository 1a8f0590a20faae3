/** The module that Pulumi states name: v1/apifew/license (docs/decisions/0002). Its path never changes. */
export { handler, License } from "./license/index.ts";
