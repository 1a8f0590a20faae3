import type { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { path } from "../http/path.ts";
import { adviceOf, withAdvice } from "./advice.ts";
import { Token } from "./schema.ts";
import { sendCall } from "./send-call.ts";

/** A request that apifew's gateway forwards to an API. */
export interface GatewayRequest {
  readonly appName: string;
  readonly route: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The calls that an end-user's client makes; `http` carries no Apifew-Key. A call is never retried after a
 * lost answer, regardless of its HTTP method, because each call may cost its sender a fee.
 */
export function createConsumerCalls(http: HttpClient) {
  const secretsOf = (licenseKey: string, request: GatewayRequest) => ({
    headers: { "Apifew-User-License": licenseKey },
    secrets: [licenseKey, ...Object.values(request.headers ?? {})],
  });
  return {
    /**
     * POST /v1/request ("apifew's gateway"), with RESPONSE_AS_RESULT; returns the API's response, parsed by
     * `response`
     */
    request: <Data>(licenseKey: string, request: GatewayRequest, response: z.ZodType<Data>): Promise<Data> =>
      sendCall(http, path`/v1/request`, { ...gatewayBody(request), RESPONSE_AS_RESULT: true }, response, {
        ...secretsOf(licenseKey, request),
        advice: adviceOf.consumer,
      }),

    /** POST /v1/request without RESPONSE_AS_RESULT: the API's own JSON, without a Result object around it */
    requestRaw: <Data>(licenseKey: string, request: GatewayRequest, response: z.ZodType<Data>): Promise<Data> =>
      http
        .send({
          method: "POST",
          path: path`/v1/request`,
          body: gatewayBody(request),
          schema: response,
          isRepeatable: false,
          ...secretsOf(licenseKey, request),
        })
        .catch((error: unknown) => {
          throw withAdvice(error, adviceOf.consumer);
        }),

    /** POST /v1/token/create ("token", step 1) */
    createToken: async (licenseKey: string, apiUrl: string, apiMethod: string): Promise<string> => {
      const body = { USER_LICENSE: licenseKey, API_URL: apiUrl, API_METHOD: apiMethod };
      const options = { secrets: [licenseKey], advice: adviceOf.consumer };
      return (await sendCall(http, path`/v1/token/create`, body, Token, options)).token;
    },
  };
}

function gatewayBody(request: GatewayRequest) {
  const { appName, route, method, params, headers } = request;
  return { APP_NAME: appName, ROUTE: route, METHOD: method, PARAMS: params, HEADERS: headers };
}
