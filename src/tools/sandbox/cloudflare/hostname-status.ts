import { daysMs } from "../clock.ts";
import type { CustomerDns } from "../customer-dns.ts";
import { refreshFallbackOrigin } from "./fallback-origin-status.ts";
import { dcvSince, ownershipTokenSince, routedSince } from "./routing.ts";
import { refreshSsl } from "./ssl-order.ts";
import type { Timings } from "./timings.ts";
import type { CustomHostname, Zone } from "./zone.ts";

/** What determines the statuses of a zone's hostnames. */
export interface ZoneContext {
  readonly nowMs: number;
  readonly zone: Zone;
  readonly dns: CustomerDns;
  readonly timings: Timings;
}

export interface HostnameStatus {
  readonly status: string;
  readonly verificationErrors: readonly string[];
  readonly sslStatus: string | undefined;
}

/** Brings both statuses of a custom hostname up to date. Steps that were passed stay passed. */
export function refreshHostname(hostname: CustomHostname, zoneContext: ZoneContext): HostnameStatus {
  const status = refreshOwnership(hostname, zoneContext);
  const isRouted = routedSince(hostname.hostname, zoneContext.zone, zoneContext.dns) !== undefined;
  const ssl = hostname.ssl;
  const validSinceMs = dcvSince(hostname, zoneContext.zone, zoneContext.dns);
  return {
    ...status,
    sslStatus:
      ssl === undefined
        ? undefined
        : refreshSsl(ssl, zoneContext.nowMs, { validSinceMs, isRouted }, zoneContext.timings),
  };
}

function refreshOwnership(
  hostname: CustomHostname,
  zoneContext: ZoneContext,
): Pick<HostnameStatus, "status" | "verificationErrors"> {
  const { nowMs, timings } = zoneContext;
  if (hostname.forced !== undefined) {
    return { status: hostname.forced.status, verificationErrors: hostname.forced.errors };
  }
  const backoffEndsAtMs = hostname.verificationStartedAtMs + daysMs(timings.hostnameBackoffDays);
  verify(hostname, zoneContext, backoffEndsAtMs);
  if (hostname.verifiedAtMs === undefined) {
    if (nowMs < backoffEndsAtMs) {
      return { status: "pending", verificationErrors: verificationErrors(hostname, zoneContext) };
    }
    return afterMove(hostname, zoneContext, backoffEndsAtMs);
  }
  const routedSinceMs = routedSince(hostname.hostname, zoneContext.zone, zoneContext.dns);
  if (routedSinceMs !== undefined) {
    hostname.isRouted = true;
  }
  if (hostname.leftAtMs !== undefined) {
    const movedAtMs = hostname.leftAtMs + timings.hostnameMovedSeconds * 1000;
    if (routedSinceMs !== undefined && routedSinceMs < movedAtMs) {
      hostname.leftAtMs = undefined;
    } else if (nowMs >= movedAtMs) {
      return afterMove(hostname, zoneContext, movedAtMs);
    }
  }
  return { status: "active", verificationErrors: [] };
}

function verify(hostname: CustomHostname, zoneContext: ZoneContext, backoffEndsAtMs: number): void {
  if (hostname.verifiedAtMs !== undefined) {
    return;
  }
  const routedSinceMs = routedSince(hostname.hostname, zoneContext.zone, zoneContext.dns);
  const ownedSinceMs = routedSinceMs ?? ownershipTokenSince(hostname, zoneContext.dns);
  const originSinceMs = originReadySince(hostname, zoneContext);
  if (ownedSinceMs === undefined || originSinceMs === undefined) {
    return;
  }
  const readySinceMs = Math.max(hostname.verificationStartedAtMs, ownedSinceMs, originSinceMs);
  const verifiedAtMs = readySinceMs + zoneContext.timings.hostnameVerificationSeconds * 1000;
  if (zoneContext.nowMs < verifiedAtMs || verifiedAtMs > backoffEndsAtMs) {
    return;
  }
  hostname.verifiedAtMs = verifiedAtMs;
  hostname.isRouted = routedSinceMs !== undefined;
}

function originReadySince(hostname: CustomHostname, zoneContext: ZoneContext): number | undefined {
  if (hostname.customOriginServer !== undefined) {
    return 0;
  }
  return refreshFallbackOrigin(zoneContext.zone, zoneContext.nowMs, zoneContext.timings)?.activeAtMs;
}

function afterMove(hostname: CustomHostname, zoneContext: ZoneContext, movedAtMs: number) {
  const isDeleted = zoneContext.nowMs >= movedAtMs + daysMs(zoneContext.timings.hostnameMovedDays);
  return { status: isDeleted ? "deleted" : "moved", verificationErrors: verificationErrors(hostname, zoneContext) };
}

function verificationErrors(hostname: CustomHostname, { zone, dns, nowMs, timings }: ZoneContext): string[] {
  const errors: string[] = [];
  const fallback = refreshFallbackOrigin(zone, nowMs, timings);
  if (hostname.customOriginServer === undefined) {
    if (fallback === undefined) {
      errors.push("Zone does not have a fallback origin set.");
    } else if (fallback.status !== "active") {
      errors.push(`Fallback origin is in a status of ${fallback.status}.`);
    }
  }
  if (routedSince(hostname.hostname, zone, dns) !== undefined) {
    return errors;
  }
  const addresses = [...dns.find(hostname.hostname, "A"), ...dns.find(hostname.hostname, "AAAA")];
  errors.push(
    addresses.length > 0
      ? "None of the A or AAAA records are owned by this account and the pre-generated ownership verification token was not found."
      : "custom hostname does not CNAME to this zone.",
  );
  return errors;
}

/**
 * Records which verified hostnames left the zone by a change of DNS. Returns are detected by refreshHostname.
 */
export function noteDepartures(zoneContext: ZoneContext): void {
  for (const hostname of zoneContext.zone.hostnames.all()) {
    if (hostname.verifiedAtMs === undefined || !hostname.isRouted) {
      continue;
    }
    if (routedSince(hostname.hostname, zoneContext.zone, zoneContext.dns) === undefined) {
      hostname.leftAtMs ??= zoneContext.nowMs;
    }
  }
}

/** Brings a zone up to date, so that a later change cannot undo what has already happened. */
export function refreshZone(zoneContext: ZoneContext): void {
  refreshFallbackOrigin(zoneContext.zone, zoneContext.nowMs, zoneContext.timings);
  for (const hostname of zoneContext.zone.hostnames.all()) {
    refreshHostname(hostname, zoneContext);
  }
}
