import { busyCheckingMs, nextCheckAt } from "./backoff.ts";
import { type Domain, standingOf } from "./domain.ts";

/** Whether a customer may request a check of a domain now. */
export type RecheckRule =
  /** The domain works, or does not exist at Cloudflare. */
  | { readonly kind: "needless" }
  /** A check is already requested. */
  | { readonly kind: "waiting" }
  /** Cloudflare still checks about once a minute; a request is allowed from `at` on. */
  | { readonly kind: "later"; readonly at: Date; readonly nextCheckAt: Date | undefined }
  | { readonly kind: "allowed"; readonly nextCheckAt: Date | undefined };

/**
 * Allows no manual check while Cloudflare still checks often, because each one restarts Cloudflare's
 * schedule. Once Cloudflare has stopped checking, the first manual check is allowed at once.
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
