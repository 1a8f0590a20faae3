type Header = string | readonly string[] | undefined;

/** Headers by their names in lower case. */
type Headers = Readonly<Record<string, Header>>;

/** How many milliseconds the Retry-After header asks to wait; undefined without one. */
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
 * How many milliseconds a vendor wants no more calls, since its budget is spent: `Ratelimit: "default";r=0;t=30` (requests left,
 * seconds until it is refilled) or Retry-After. 0 where it says nothing of the kind.
 */
export function requestedPauseMs(headers: Headers, nowMs: number): number {
  const ratelimit = String(headers.ratelimit ?? "");
  const left = /;\s*r=(\d+)/.exec(ratelimit)?.[1];
  const seconds = /;\s*t=(\d+)/.exec(ratelimit)?.[1];
  const refillMs = left === "0" && seconds !== undefined ? Number(seconds) * 1000 : 0;
  return Math.max(refillMs, retryAfterMs(headers, nowMs) ?? 0);
}
