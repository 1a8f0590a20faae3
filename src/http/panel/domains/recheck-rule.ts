import { busyCheckingMs, nextCheckAt } from "./backoff.ts";
import { type Domain, standingOf } from "./domain.ts";

/** Whether a customer may have a domain checked now. */
export type RecheckRule =
  /** It works, or Cloudflare does not have it. */
  | { readonly kind: "needless" }
  /** One is on its way. */
  | { readonly kind: "waiting" }
  /** Cloudflare looks every minute or so by itself; from `at` on it can be asked to. */
  | { readonly kind: "later"; readonly at: Date; readonly nextCheckAt: Date | undefined }
  | { readonly kind: "allowed"; readonly nextCheckAt: Date | undefined };

/**
 * One check by hand in the time in which Cloudflare checks often by itself: it begins Cloudflare's schedule anew. Where
 * Cloudflare has given up, nothing is checked any more and the first one is allowed at once.
 */
export function recheckRule(domain: Domain, now: Date): RecheckRule {
  const { observed, recheck } = domain;
  const { phase, hostname } = standingOf(domain);
  if (observed === undefined || phase === "live" || hostname === "gone") {
    return { kind: "needless" };
  }
  if (recheck !== undefined && recheck.askedAt === null) {
    return { kind: "waiting" };
  }
  const lastAt = recheck?.askedAt ?? undefined;
  const startedAt = laterOf(observed.firstSeenAt, lastAt);
  const automaticAt = phase === "broken" ? undefined : nextCheckAt(startedAt, now);
  const blockedSince = phase === "broken" ? lastAt : startedAt;
  const at = blockedSince && new Date(blockedSince.getTime() + busyCheckingMs);
  return at && at > now
    ? { kind: "later", at, nextCheckAt: automaticAt }
    : { kind: "allowed", nextCheckAt: automaticAt };
}

function laterOf(first: Date, second: Date | undefined): Date {
  return second !== undefined && second > first ? second : first;
}
