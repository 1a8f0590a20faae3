import { z } from "zod";
import type { Clock } from "../../http/clock.ts";
import { connectConsumer, type Transport } from "../connect.ts";
import type { GatewayRequest } from "../consumer-calls.ts";
import { BaseUrl, parseOptions } from "./connection.ts";
import { type DirectRequest, readDirectly, sendDirectly, tokenUrlOf } from "./direct-request.ts";
import { type Result, toResult } from "./result.ts";

const Options = z.strictObject({
  /** The end-user's license for the API. */
  licenseKey: z
    .string({ error: "must be a license key" })
    .regex(/^[\x21-\x7e]{8,128}$/, "must be a license key, without blanks"),
  baseUrl: BaseUrl,
});

export type GatewayClientOptions = z.input<typeof Options> & {
  /** Replaces the clock, for tests. */
  readonly clock?: Clock;
  /** Another route to apifew, such as a proxy: an undici Dispatcher. */
  readonly dispatcher?: Transport["dispatcher"];
};

/**
 * Calls APIs with a license, as an end-user's program does. Never retries after a lost response: each call
 * may cost a fee.
 */
export interface GatewayClient {
  /** Through apifew: POST /v1/request, with the API's response parsed by `schema`. */
  request<Data>(request: GatewayRequest, schema: z.ZodType<Data>): Promise<Result<Data>>;
  /**
   * The same without a Result object around the response, as documented for calls without RESPONSE_AS_RESULT.
   */
  requestRaw<Data>(request: GatewayRequest, schema: z.ZodType<Data>): Promise<Result<Data>>;
  /** Creates a token for one request to a URL: POST /v1/token/create. */
  createToken(request: Pick<DirectRequest, "url" | "method">): Promise<Result<string>>;
  /** Bypasses apifew's gateway: gets a token, calls the API itself, and parses its JSON by `schema`. */
  requestDirectly<Data>(request: DirectRequest, schema: z.ZodType<Data>): Promise<Result<Data>>;
  /** The same for responses that are not JSON: returns the API's response unchanged, with any status. */
  fetchDirectly(request: DirectRequest): Promise<Result<Response>>;
}

/**
 * Creates a client for one license.
 *
 * @example
 * const client = createGatewayClient({ licenseKey });
 * const report = await client.request({ appName: "api.domain.com", route: "/report", method: "GET" }, Report);
 */
export function createGatewayClient({ clock, dispatcher, ...options }: GatewayClientOptions): GatewayClient {
  const { licenseKey, baseUrl } = parseOptions("createGatewayClient", Options, options);
  const transport = { ...(clock ? { clock } : {}), ...(dispatcher ? { dispatcher } : {}) };
  const apifew = connectConsumer(baseUrl, licenseKey, transport);
  const tokenFor = async ({ url, method = "GET" }: Pick<DirectRequest, "url" | "method">): Promise<string> =>
    apifew.createToken(licenseKey, tokenUrlOf(url), method);
  return {
    request: (request, schema) => toResult(apifew.request(licenseKey, request, schema)),
    requestRaw: (request, schema) => toResult(apifew.requestRaw(licenseKey, request, schema)),
    createToken: (request) => toResult(tokenFor(request)),
    requestDirectly: (request, schema) =>
      toResult(tokenFor(request).then((token) => readDirectly(request, token, schema))),
    fetchDirectly: (request) => toResult(tokenFor(request).then((token) => sendDirectly(request, token))),
  };
}
