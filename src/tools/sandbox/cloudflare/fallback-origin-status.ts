import type { Timings } from "./timings.ts";
import type { FallbackOrigin, Zone } from "./zone.ts";

const dnsError = "DNS records are not setup correctly. Origin should be a proxied A/AAAA/CNAME dns record";

export interface FallbackStatus {
  readonly status: string;
  readonly errors: readonly string[];
  /** When it became active. */
  readonly activeAtMs: number | undefined;
}

/** The current status of the zone's fallback origin; undefined if none is set or its deletion is complete. */
export function refreshFallbackOrigin(zone: Zone, nowMs: number, timings: Timings): FallbackStatus | undefined {
  const fallback = zone.fallbackOrigin;
  if (fallback === undefined) {
    return undefined;
  }
  if (fallback.deletedAtMs !== undefined) {
    if (nowMs < fallback.deletedAtMs + timings.fallbackDeletionSeconds * 1000) {
      return { status: "pending_deletion", errors: [], activeAtMs: undefined };
    }
    zone.fallbackOrigin = undefined;
    return undefined;
  }
  const recordSinceMs = proxiedRecordSince(zone, fallback);
  const errors = recordSinceMs === undefined ? [dnsError] : [];
  if (fallback.activeAtMs !== undefined) {
    return { status: "active", errors, activeAtMs: fallback.activeAtMs };
  }
  const initializedAtMs = fallback.startedAtMs + timings.fallbackInitializingSeconds * 1000;
  if (recordSinceMs === undefined) {
    const isTimedOut = nowMs >= fallback.startedAtMs + timings.fallbackTimeoutSeconds * 1000;
    const pending = nowMs < initializedAtMs ? "initializing" : "pending_deployment";
    return { status: isTimedOut ? "deployment_timed_out" : pending, errors, activeAtMs: undefined };
  }
  const activeAtMs = Math.max(initializedAtMs, recordSinceMs) + timings.fallbackDeploymentSeconds * 1000;
  if (nowMs < activeAtMs) {
    return { status: nowMs < initializedAtMs ? "initializing" : "pending_deployment", errors, activeAtMs: undefined };
  }
  fallback.activeAtMs = activeAtMs;
  return { status: "active", errors, activeAtMs };
}

function proxiedRecordSince(zone: Zone, fallback: FallbackOrigin): number | undefined {
  const records = zone.recordsNamed(fallback.origin).filter((record) => record.type !== "TXT" && record.proxied);
  return records.length === 0 ? undefined : Math.min(...records.map((record) => record.modifiedAtMs));
}
