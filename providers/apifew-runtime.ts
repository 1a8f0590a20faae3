/** apifew in a running product: license checks, and a gate for an API that is paid by tokens. Needs no Pulumi. */
export type { RefreshEvent } from "./apifew/runtime/cached-licenses.ts";
export type { LicenseAnswer } from "./apifew/runtime/license-answer.ts";
export { createLicenseCheck, type LicenseCheck, type LicenseCheckOptions } from "./apifew/runtime/license-check.ts";
export { type Admission, createTokenGate, type TokenGate, type TokenGateOptions } from "./apifew/runtime/token-gate.ts";
export { tokenHook } from "./apifew/runtime/token-hook.ts";
export type { TokenLedger } from "./apifew/runtime/token-ledger.ts";
export { tokenListener } from "./apifew/runtime/token-listener.ts";
export { tokenMiddleware } from "./apifew/runtime/token-middleware.ts";
export type { Settlement } from "./apifew/runtime/token-settler.ts";
