import type { z } from "zod";
import type { HttpClient } from "../http/http-client.ts";
import { path } from "../http/path.ts";
import { Token } from "./schema.ts";
import { sendCall } from "./send-call.ts";

/** A request that apifew's gateway passes on to an API. */
export interface GatewayRequest {
  readonly appName: string;
  readonly route: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * The calls that an end-user's client makes; `http` carries no Apifew-Key. None is ever sent again after a lost answer,
 * whatever the method of the request: each may cost its sender a fee.
 */
export function createConsumerCalls(http: HttpClient) {
  return {
    /** POST /v1/request ("apifew's gateway"), with RESPONSE_AS_RESULT; what the API answered, read by `response` */
    request: <Data>(licenseKey: string, request: GatewayRequest, response: z.ZodType<Data>): Promise<Data> =>
      sendCall(
        http,
        path`/v1/request`,
        {
          APP_NAME: request.appName,
          ROUTE: request.route,
          METHOD: request.method,
          PARAMS: request.params,
          HEADERS: request.headers,
          RESPONSE_AS_RESULT: true,
        },
        response,
        {
          headers: { "Apifew-User-License": licenseKey },
          secrets: [licenseKey, ...Object.values(request.headers ?? {})],
        },
      ),

    /** POST /v1/token/create ("token", step 1) */
    createToken: async (licenseKey: string, apiUrl: string, apiMethod: string): Promise<string> => {
      const body = { USER_LICENSE: licenseKey, API_URL: apiUrl, API_METHOD: apiMethod };
      return (await sendCall(http, path`/v1/token/create`, body, Token, { secrets: [licenseKey] })).token;
    },
  };
}
