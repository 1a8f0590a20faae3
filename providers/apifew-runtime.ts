/**
 * apifew in a running product: license checks, a gate for paid APIs, a consumer's client, counters. Needs no
 * Pulumi.
 */
export type { GatewayRequest } from "./apifew/consumer-calls.ts";
export type { CounterReading } from "./apifew/read-counters.ts";
export type { RefreshEvent } from "./apifew/runtime/cached-licenses.ts";
export { type CounterReader, type CounterReaderOptions, createCounterReader } from "./apifew/runtime/counter-reader.ts";
export type { DirectRequest } from "./apifew/runtime/direct-request.ts";
export {
  createGatewayClient,
  type GatewayClient,
  type GatewayClientOptions,
} from "./apifew/runtime/gateway-client.ts";
export type { LicenseAnswer, LicenseCheck } from "./apifew/runtime/license-answer.ts";
export { createLicenseCheck, type LicenseCheckOptions } from "./apifew/runtime/license-check.ts";
export type { Result } from "./apifew/runtime/result.ts";
export type { Settlement } from "./apifew/runtime/settlement-queue.ts";
export { type Admission, createTokenGate, type TokenGate, type TokenGateOptions } from "./apifew/runtime/token-gate.ts";
export { tokenHook } from "./apifew/runtime/token-hook.ts";
export type { TokenLedger } from "./apifew/runtime/token-ledger.ts";
export { tokenListener } from "./apifew/runtime/token-listener.ts";
export { tokenMiddleware } from "./apifew/runtime/token-middleware.ts";
export { VendorError } from "./http/vendor-error.ts";
