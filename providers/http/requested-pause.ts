type Header = string | readonly string[] | undefined;

/** Headers by lower-case name. */
type Headers = Readonly<Record<string, Header>>;

/** The delay in milliseconds that the Retry-After header requests; undefined without one. */
export function retryAfterMs({ "retry-after": header }: Headers, nowMs: number): number | undefined {
  const value = typeof header === "string" ? header : header?.[0];
  if (value === undefined) {
    return undefined;
  }
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/**
 * How long, in milliseconds, a vendor wants no more calls because its rate limit is exhausted: `Ratelimit:
 * "default";r=0;t=30` (remaining requests, seconds until reset) or Retry-After. 0 if it requests no delay.
 */
export function requestedPauseMs(headers: Headers, nowMs: number): number {
  const ratelimit = String(headers.ratelimit ?? "");
  const left = /;\s*r=(\d+)/.exec(ratelimit)?.[1];
  const seconds = /;\s*t=(\d+)/.exec(ratelimit)?.[1];
  const refillMs = left === "0" && seconds !== undefined ? Number(seconds) * 1000 : 0;
  return Math.max(refillMs, retryAfterMs(headers, nowMs) ?? 0);
}
