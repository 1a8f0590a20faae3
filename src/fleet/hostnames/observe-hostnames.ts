import { isDeepStrictEqual } from "node:util";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import type { CustomHostname } from "@marketplane/providers/cloudflare/schema.ts";
import { isKind } from "@marketplane/providers/http/vendor-error.ts";
import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import type { HostnameObservation } from "../../core/ledger/record-observations.ts";
import { type ClaimedHostname, listClaimedHostnames } from "./claimed-hostnames.ts";
import { toHostnameDetails } from "./hostname-details.ts";
import { isServed } from "./hostnames-condition.ts";
import { goneStatus, type ObservedHostnames, recordHostnames, toGone } from "./record-hostnames.ts";

export interface ObserveOptions {
  readonly db: Kysely<Tables>;
  readonly cloudflare: Pick<CloudflareClient, "listCustomHostnames" | "findCustomHostname" | "hostnamesPerPage">;
  readonly zoneId: string;
  now(): Date;
}

export interface ZoneObservation {
  /** Claimed hostnames whose observation changed. */
  readonly changed: number;
  /** Calls after the first. */
  readonly moreCalls: number;
}

type Seen = Map<string, HostnameObservation>;

/**
 * Reads the hostnames that tenants claim and that are not served yet, and records their changes. Reads each of them, or
 * the whole zone where that takes fewer calls. With `isWhole` it always reads the whole zone.
 */
export async function observeHostnames(options: ObserveOptions, isWhole = false): Promise<ZoneObservation> {
  const { db, cloudflare, now } = options;
  const claimed = await listClaimedHostnames(db);
  const pending = claimed.filter((claim) => !isServed(claim) && claim.status !== goneStatus);
  const pages = Math.ceil(claimed.length / cloudflare.hostnamesPerPage());
  const [seen, moreCalls] =
    isWhole || pending.length >= pages ? await readZone(claimed, options) : await readEach(pending, options);
  return { changed: await recordSeen(claimed, seen, { db, now }), moreCalls };
}

/** Records what was seen of claimed hostnames; returns how many of them have changed. */
export async function recordSeen(
  claimed: readonly ClaimedHostname[],
  seen: ReadonlyMap<string, HostnameObservation>,
  { db, now }: Pick<ObserveOptions, "db" | "now">,
): Promise<number> {
  const byName = new Map(claimed.map((claim) => [claim.hostname, claim]));
  const tenants = Map.groupBy(claimed, ({ tenantId }) => tenantId);
  await recordHostnames(
    db,
    [...tenants.values()].flatMap((claims) => observationOf(claims, seen) ?? []),
    now(),
  );
  return [...seen.values()].filter((hostname) => isChanged(byName.get(hostname.hostname), hostname)).length;
}

/** Reads all custom hostnames of the zone in one listing. */
async function readZone(
  claimed: readonly ClaimedHostname[],
  { cloudflare, zoneId }: ObserveOptions,
): Promise<[Seen, moreCalls: number]> {
  const names = new Set(claimed.map(({ hostname }) => hostname));
  const seen: Seen = new Map();
  let listed = 0;
  for await (const wire of cloudflare.listCustomHostnames(zoneId)) {
    listed += 1;
    if (names.has(wire.hostname)) {
      seen.set(wire.hostname, toObservation(wire));
    }
  }
  for (const claim of claimed) {
    // A listing can miss a hostname while its pages shift, so confirm by id.
    if (seen.has(claim.hostname) || claim.cloudflareId === null || claim.status === goneStatus) {
      continue;
    }
    if (await isGone(claim.cloudflareId, { cloudflare, zoneId })) {
      seen.set(claim.hostname, toGone({ ...claim, cloudflareId: claim.cloudflareId }));
    }
  }
  return [seen, Math.floor(listed / cloudflare.hostnamesPerPage())];
}

/** Reads each hostname by its id, or by its name if Cloudflare's id is not known yet. */
async function readEach(
  pending: readonly ClaimedHostname[],
  { cloudflare, zoneId }: ObserveOptions,
): Promise<[Seen, moreCalls: number]> {
  const seen: Seen = new Map();
  for (const { hostname, cloudflareId, ...claim } of pending) {
    if (cloudflareId === null) {
      for await (const wire of cloudflare.listCustomHostnames(zoneId, { hostname })) {
        seen.set(wire.hostname, toObservation(wire));
      }
      continue;
    }
    const wire = await readable(() => cloudflare.findCustomHostname(zoneId, cloudflareId));
    if (wire !== "unreadable") {
      seen.set(hostname, wire === undefined ? toGone({ ...claim, hostname, cloudflareId }) : toObservation(wire));
    }
  }
  return [seen, Math.max(0, pending.length - 1)];
}

/** What a response says about a hostname. */
export function toObservation(wire: CustomHostname): HostnameObservation {
  return {
    hostname: wire.hostname,
    cloudflareId: wire.id,
    status: wire.status ?? "unknown",
    certificateStatus: wire.ssl?.status ?? null,
    details: toHostnameDetails(wire),
  };
}

/** True only if Cloudflare confirms it. */
export async function isGone(id: string, { cloudflare, zoneId }: Pick<ObserveOptions, "cloudflare" | "zoneId">) {
  return (await readable(() => cloudflare.findCustomHostname(zoneId, id))) === undefined;
}

/** An unreadable response for one hostname does not block the others. */
async function readable<Result>(read: () => Promise<Result>): Promise<Result | "unreadable"> {
  try {
    return await read();
  } catch (error) {
    if (isKind(error, "malformed-response")) {
      return "unreadable";
    }
    throw error;
  }
}

/** Undefined if all hostnames of the tenant were served and still are, so nothing changes. */
function observationOf(
  claims: readonly ClaimedHostname[],
  seen: ReadonlyMap<string, HostnameObservation>,
): ObservedHostnames | undefined {
  const hostnames = claims.flatMap(({ hostname }) => seen.get(hostname) ?? []);
  const [tenant] = claims;
  const isUnchanged = claims.every((claim) => isServed(claim) && !isChanged(claim, seen.get(claim.hostname)));
  if (tenant === undefined || hostnames.length === 0 || isUnchanged) {
    return undefined;
  }
  return { tenantId: tenant.tenantId, generation: tenant.observedGeneration, hostnames };
}

function isChanged(before: ClaimedHostname | undefined, now: HostnameObservation | undefined): boolean {
  return (
    now !== undefined &&
    (before?.cloudflareId !== now.cloudflareId ||
      before.status !== now.status ||
      before.certificateStatus !== now.certificateStatus ||
      !isDeepStrictEqual(before.details, now.details))
  );
}
