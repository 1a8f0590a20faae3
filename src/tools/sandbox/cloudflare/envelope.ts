import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { SandboxEnv } from "../sandbox-context.ts";

/** An error of Cloudflare: HTTP status, API error code and text. */
export class CloudflareError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: number;
  readonly headers: Record<string, string>;

  constructor(status: ContentfulStatusCode, code: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "CloudflareError";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface ResultInfo {
  readonly page: number;
  readonly per_page: number;
  readonly count: number;
  readonly total_count: number;
  readonly total_pages: number;
}

interface Extras {
  readonly status?: ContentfulStatusCode;
  /** Plain strings for custom hostnames, objects for all others. */
  readonly messages?: readonly unknown[];
  readonly resultInfo?: ResultInfo;
}

/** A successful answer in the vendor's envelope. */
export function answer(c: Context<SandboxEnv>, result: unknown, extras: Extras = {}): Response {
  const { status = 200, messages = [], resultInfo } = extras;
  const info = resultInfo === undefined ? {} : { result_info: resultInfo };
  return c.json({ result, ...info, success: true, errors: [], messages }, status);
}

/** A failure in the vendor's envelope. */
export function failure(error: CloudflareError): Response {
  const body = { result: null, success: false, errors: [{ code: error.code, message: error.message }], messages: [] };
  return Response.json(body, { status: error.status, headers: error.headers });
}

/** The error answer for an injected status. */
export function injectedFailure(status: number): Response {
  const body = (code: number, message: string) => ({
    result: null,
    success: false,
    errors: [{ code, message }],
    messages: [],
  });
  if (status === 429) {
    const headers = { "Retry-After": "1" };
    return Response.json(body(971, "Please wait and consider throttling your request speed"), { status, headers });
  }
  const code = status >= 500 ? 1500 : status === 401 || status === 403 ? 10000 : 1400;
  return Response.json(body(code, `Injected failure with HTTP status ${status}`), { status });
}
