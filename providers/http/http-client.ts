import type { Dispatcher } from "undici";
import type { z } from "zod";
import { type Clock, systemClock } from "./clock.ts";
import { parseJson } from "./parse-json.ts";
import type { Path } from "./path.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { redact } from "./redact.ts";
import { requestedPauseMs, retryAfterMs } from "./requested-pause.ts";
import { defaultRetryPolicy, type RetryPolicy, withRetry } from "./retry.ts";
import { stopSignal } from "./stop-signal.ts";
import type { Answer } from "./transport.ts";
import { type Outcome, VendorError, type VendorErrorKind } from "./vendor-error.ts";
import { writeGuard } from "./write-guard.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The vendor's description of a failure, from the response body. */
export interface Fault {
  readonly detail: string;
  readonly code?: string;
  readonly kind?: VendorErrorKind;
  /**
   * Set if the body is more specific than the status: a vendor that rejects with HTTP 200 has done nothing.
   */
  readonly outcome?: Outcome;
}

export interface HttpClientOptions {
  /** The vendor's name for messages. */
  readonly vendor: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Values that must not appear in any message. */
  readonly secrets: readonly string[];
  /**
   * Reads the failure from a JSON body; undefined if it is not an error of the vendor. Called for every
   * response. Only a failure that it reads can make a 404 mean that an object is gone.
   */
  readonly faultOf: (body: unknown, status: number) => Fault | undefined;
  readonly limiter?: RateLimiter;
  readonly dispatcher?: Dispatcher;
  /** Time limit of one attempt, from the first byte sent to the last received. */
  readonly timeoutMs?: number;
  readonly retry?: RetryPolicy;
  readonly clock?: Clock;
}

export interface HttpRequest<Schema extends z.ZodType> {
  readonly method: Method;
  readonly path: Path;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The schema of the response; the body is available only through it. */
  readonly schema: Schema;
  /** Whether the call changes nothing at the vendor. True for GET by default. */
  readonly isRead?: boolean;
  /** Whether sending the call twice has the same effect as once. True for GET, PUT and DELETE by default. */
  readonly isRepeatable?: boolean;
  /** Whether the caller handles a 429 without Retry-After. */
  readonly isPaced?: boolean;
  /** Values of this call that must not appear in any message. */
  readonly secrets?: readonly string[];
  /** Parses a large body without blocking the event loop; undefined for invalid JSON. */
  readonly parse?: (text: string) => Promise<unknown>;
}

export interface HttpClient {
  send<Schema extends z.ZodType>(request: HttpRequest<Schema>): Promise<z.infer<Schema>>;
}

const timeoutMsDefault = 30_000;

/**
 * Creates a client for one vendor's API, with encoding, time limits, rate limits, retries, parsing and
 * redaction.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const clock = options.clock ?? systemClock;
  const policy = options.retry ?? defaultRetryPolicy;
  return {
    send: (request) =>
      withRetry(() => sendOnce(options, request), {
        isRepeatable: request.isRepeatable ?? !["POST", "PATCH"].includes(request.method),
        isPaced: request.isPaced ?? false,
        policy,
        clock,
      }),
  };
}

async function sendOnce<Schema extends z.ZodType>(
  options: HttpClientOptions,
  request: HttpRequest<Schema>,
): Promise<z.infer<Schema>> {
  const fail = failureOf(options, request);
  const guard = isReading(request) ? undefined : writeGuard();
  const send = async () => {
    if (stopSignal()?.aborted) {
      throw fail("unavailable", "not-taken", { detail: stopped });
    }
    // Checked after every wait: for the account's rate limit, and before a retry.
    await guard?.();
    return exchange(options, request, fail);
  };
  const { status, headers, text } = await (options.limiter ? keyedMutex(options.limiter, send, fail) : send());
  noteBudget(options, headers);
  // A rejection (4xx) means that nothing was done; any other failed response leaves that open.
  const outcome: Outcome = status >= 400 && status < 500 && status !== 408 ? "not-taken" : "unknown";
  const body = request.parse ? await request.parse(text) : parseJson(text);
  const fault = body === undefined ? undefined : options.faultOf(body, status);
  if (fault || status < 200 || status >= 300) {
    const pauseMs = retryAfterMs(headers, (options.clock ?? systemClock).now());
    throw fail(fault?.kind ?? kindOfStatus(status, fault !== undefined), fault?.outcome ?? outcome, {
      status,
      detail: fault?.detail ?? foreignAnswer(status, options.vendor),
      ...(fault?.code === undefined ? {} : { code: fault.code }),
      ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
    });
  }
  if (body === undefined && text !== "" && /\bjson\b/i.test(String(headers["content-type"] ?? ""))) {
    // Checked even if the body is not used: a corrupted response proves nothing.
    throw fail("malformed-response", "unknown", {
      status,
      detail: "the response is not JSON, although its content type says so",
    });
  }
  const parsed = request.schema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
    throw fail("malformed-response", "unknown", { status, detail: `the response is not as documented: ${where}` });
  }
  return parsed.data;
}

const isReading = ({ isRead, method }: HttpRequest<z.ZodType>): boolean => isRead ?? method === "GET";

const stopped = "the call was cancelled: this process is stopping";

/** Waits for the account's rate limit. A call that is stopped meanwhile was not sent. */
async function keyedMutex<Answer>(limiter: RateLimiter, send: () => Promise<Answer>, fail: Fail): Promise<Answer> {
  try {
    return await limiter.run(send);
  } catch (error) {
    if (error instanceof VendorError || !stopSignal()?.aborted) {
      throw error;
    }
    throw fail("unavailable", "not-taken", { detail: stopped }, error);
  }
}

type Fail = (
  kind: VendorErrorKind,
  outcome: Outcome,
  about: { detail: string; status?: number; code?: string; retryAfterMs?: number },
  cause?: unknown,
) => VendorError;

function failureOf(options: HttpClientOptions, request: HttpRequest<z.ZodType>): Fail {
  const secrets = [...options.secrets, ...(request.secrets ?? [])];
  return (kind, outcome, about, cause) =>
    new VendorError(
      {
        vendor: options.vendor,
        kind,
        outcome,
        ...about,
        call: redact(`${request.method} ${request.path}`.trim(), secrets),
        detail: redact(about.detail, secrets),
      },
      { cause },
    );
}

async function exchange(options: HttpClientOptions, request: HttpRequest<z.ZodType>, fail: Fail): Promise<Answer> {
  const { sendRequest } = await import("./transport.ts");
  const timeoutMs = options.timeoutMs ?? timeoutMsDefault;
  const stop = isReading(request) ? stopSignal() : undefined;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const sent = {
      method: request.method,
      headers: {
        accept: "application/json",
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      signal: stop ? AbortSignal.any([timeout, stop]) : timeout,
    };
    return await sendRequest(urlOf(options.baseUrl, request), sent, options.dispatcher);
  } catch (error) {
    // An aborted read has changed nothing.
    if (stop?.aborted) {
      throw fail("unavailable", "not-taken", { detail: stopped }, error);
    }
    const { reason, outcome } = describeTransportError(error, timeoutMs);
    throw fail("unavailable", outcome, { detail: reason }, error);
  }
}

function urlOf(baseUrl: string, request: HttpRequest<z.ZodType>): URL {
  const url = new URL(baseUrl.replace(/\/+$/, "") + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  return url;
}

/** Errors that occur before any byte of the request was sent. */
const neverLeft = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

function describeTransportError(error: unknown, timeoutMs: number): { reason: string; outcome: Outcome } {
  if (error instanceof Error && error.name === "TimeoutError") {
    return { reason: `no response within ${timeoutMs / 1000} s`, outcome: "unknown" };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = error instanceof Error ? error.message || code : String(error);
  return { reason: reason || "the connection failed", outcome: neverLeft.has(code) ? "not-taken" : "unknown" };
}

function foreignAnswer(status: number, vendor: string): string {
  return isAbsence(status)
    ? `this error is not ${vendor}'s own, so the object may exist: check the base URL and any proxies`
    : "responded without a readable error";
}

function isAbsence(status: number): boolean {
  return status === 404 || status === 410;
}

/**
 * `isVendors`: the body is an error of the vendor. A proxy, or a wrong base URL, returns 404 for existing
 * objects.
 */
function kindOfStatus(status: number, isVendors: boolean): VendorErrorKind {
  if (status === 401 || status === 403) {
    return "unauthorized";
  }
  if (isAbsence(status)) {
    return isVendors ? "not-found" : "invalid";
  }
  if (status === 409) {
    return "conflict";
  }
  if (status === 429) {
    return "rate-limited";
  }
  if (status === 408 || status >= 500) {
    return "unavailable";
  }
  return status >= 400 ? "invalid" : "malformed-response";
}

/** Delays further calls if the vendor reports that its rate limit is exhausted. */
function noteBudget(
  { limiter, clock = systemClock, retry = defaultRetryPolicy }: HttpClientOptions,
  headers: Answer["headers"],
): void {
  const pauseMs = requestedPauseMs(headers, clock.now());
  // A wait beyond the limit fails the call that met it; the other calls must not wait for it.
  if (pauseMs > 0 && pauseMs <= retry.retryAfterMsMax) {
    limiter?.pause(pauseMs);
  }
}
