import type { z } from "zod";
import { redact } from "../../http/redact.ts";
import { type Outcome, VendorError, type VendorErrorKind } from "../../http/vendor-error.ts";
import { requestTokenHeader } from "./request-token.ts";

/** A request to an API, paid by a token. */
export interface DirectRequest {
  /** May contain a query, which the token does not cover. */
  readonly url: string;
  /** GET by default. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent unchanged; set its content-type in the headers. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  /** Time limit of the whole request, 30 s by default. */
  readonly timeoutMs?: number;
}

const timeoutMsDefault = 30_000;

/**
 * The URL that a token is valid for: the page's example contains only the route, and sends the parameters
 * with the request.
 */
export function tokenUrlOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError("url must be an http(s) URL such as https://api.example.com/route");
  }
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/** Sends a request with its token once: the API may have served it even if the response was lost. */
export async function sendDirectly(request: DirectRequest, token: string): Promise<Response> {
  const { url, method = "GET", headers = {}, body, timeoutMs = timeoutMsDefault } = request;
  try {
    return await fetch(url, {
      method,
      headers: { ...headers, [requestTokenHeader]: token },
      // A redirect would send the token to another address.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body, duplex: "half" }),
    });
  } catch (error) {
    throw failure(request, token, { kind: "unavailable", outcome: "unknown", detail: reasonOf(error) });
  }
}

/** Sends a request and parses its response: a success status, and JSON that matches `schema`. */
export async function readDirectly<Data>(
  request: DirectRequest,
  token: string,
  schema: z.ZodType<Data>,
): Promise<Data> {
  const response = await sendDirectly(request, token);
  const { status } = response;
  if (!response.ok) {
    await response.body?.cancel();
    const outcome = status < 500 ? "not-taken" : "unknown";
    throw failure(request, token, { kind: kindOf(status), outcome, status, detail: "rejected the request" });
  }
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
    const detail = `the response is not as expected: ${where}`;
    throw failure(request, token, { kind: "malformed-response", outcome: "unknown", status, detail });
  }
  return parsed.data;
}

interface About {
  readonly kind: VendorErrorKind;
  readonly outcome: Outcome;
  readonly detail: string;
  readonly status?: number;
}

function failure({ url, method = "GET" }: DirectRequest, token: string, about: About): VendorError {
  const { host, pathname } = new URL(url);
  const detail = redact(about.detail, [token]);
  return new VendorError({ vendor: host, call: `${method} ${pathname}`, ...about, detail });
}

function kindOf(status: number): VendorErrorKind {
  const kinds: Readonly<Record<number, VendorErrorKind>> = {
    401: "unauthorized",
    403: "unauthorized",
    404: "not-found",
    409: "conflict",
    410: "not-found",
    429: "rate-limited",
  };
  return kinds[status] ?? (status >= 500 ? "unavailable" : "invalid");
}

/** fetch stores the reason in the error's cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : "the connection failed";
}
