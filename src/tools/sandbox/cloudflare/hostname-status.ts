import { daysMs } from "../clock.ts";
import type { CustomerDns } from "../customer-dns.ts";
import { settleFallbackOrigin } from "./fallback-origin-status.ts";
import { dcvSince, ownershipTokenSince, routedSince } from "./routing.ts";
import { settleSsl } from "./ssl-order.ts";
import type { Timings } from "./timings.ts";
import type { CustomHostname, Zone } from "./zone.ts";

/** What the statuses of a zone's hostnames depend on. */
export interface World {
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

/** Both statuses of a custom hostname at this time; what is passed stays passed. */
export function settleHostname(hostname: CustomHostname, world: World): HostnameStatus {
  const status = settleOwnership(hostname, world);
  const isRouted = routedSince(hostname.hostname, world.zone, world.dns) !== undefined;
  const ssl = hostname.ssl;
  const validSinceMs = dcvSince(hostname, world.zone, world.dns);
  return {
    ...status,
    sslStatus: ssl === undefined ? undefined : settleSsl(ssl, world.nowMs, { validSinceMs, isRouted }, world.timings),
  };
}

function settleOwnership(
  hostname: CustomHostname,
  world: World,
): Pick<HostnameStatus, "status" | "verificationErrors"> {
  const { nowMs, timings } = world;
  if (hostname.forced !== undefined) {
    return { status: hostname.forced.status, verificationErrors: hostname.forced.errors };
  }
  const backoffEndsAtMs = hostname.verificationStartedAtMs + daysMs(timings.hostnameBackoffDays);
  verify(hostname, world, backoffEndsAtMs);
  if (hostname.verifiedAtMs === undefined) {
    if (nowMs < backoffEndsAtMs) {
      return { status: "pending", verificationErrors: verificationErrors(hostname, world) };
    }
    return afterMove(hostname, world, backoffEndsAtMs);
  }
  const routedSinceMs = routedSince(hostname.hostname, world.zone, world.dns);
  if (routedSinceMs !== undefined) {
    hostname.isRouted = true;
  }
  if (hostname.leftAtMs !== undefined) {
    const movedAtMs = hostname.leftAtMs + timings.hostnameMovedSeconds * 1000;
    if (routedSinceMs !== undefined && routedSinceMs < movedAtMs) {
      hostname.leftAtMs = undefined;
    } else if (nowMs >= movedAtMs) {
      return afterMove(hostname, world, movedAtMs);
    }
  }
  return { status: "active", verificationErrors: [] };
}

function verify(hostname: CustomHostname, world: World, backoffEndsAtMs: number): void {
  if (hostname.verifiedAtMs !== undefined) {
    return;
  }
  const routedSinceMs = routedSince(hostname.hostname, world.zone, world.dns);
  const ownedSinceMs = routedSinceMs ?? ownershipTokenSince(hostname, world.dns);
  const originSinceMs = originReadySince(hostname, world);
  if (ownedSinceMs === undefined || originSinceMs === undefined) {
    return;
  }
  const readySinceMs = Math.max(hostname.verificationStartedAtMs, ownedSinceMs, originSinceMs);
  const verifiedAtMs = readySinceMs + world.timings.hostnameVerificationSeconds * 1000;
  if (world.nowMs < verifiedAtMs || verifiedAtMs > backoffEndsAtMs) {
    return;
  }
  hostname.verifiedAtMs = verifiedAtMs;
  hostname.isRouted = routedSinceMs !== undefined;
}

function originReadySince(hostname: CustomHostname, world: World): number | undefined {
  if (hostname.customOriginServer !== undefined) {
    return 0;
  }
  return settleFallbackOrigin(world.zone, world.nowMs, world.timings)?.activeAtMs;
}

function afterMove(hostname: CustomHostname, world: World, movedAtMs: number) {
  const isDeleted = world.nowMs >= movedAtMs + daysMs(world.timings.hostnameMovedDays);
  return { status: isDeleted ? "deleted" : "moved", verificationErrors: verificationErrors(hostname, world) };
}

function verificationErrors(hostname: CustomHostname, { zone, dns, nowMs, timings }: World): string[] {
  const errors: string[] = [];
  const fallback = settleFallbackOrigin(zone, nowMs, timings);
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

/** Notes which verified hostnames left the zone by a change of DNS; that one came back is seen when it is settled. */
export function noteDepartures(world: World): void {
  for (const hostname of world.zone.hostnames.all()) {
    if (hostname.verifiedAtMs === undefined || !hostname.isRouted) {
      continue;
    }
    if (routedSince(hostname.hostname, world.zone, world.dns) === undefined) {
      hostname.leftAtMs ??= world.nowMs;
    }
  }
}

/** Settles a zone as it is now, so that a change which follows cannot undo what had already happened. */
export function settleZone(world: World): void {
  settleFallbackOrigin(world.zone, world.nowMs, world.timings);
  for (const hostname of world.zone.hostnames.all()) {
    settleHostname(hostname, world);
  }
}
