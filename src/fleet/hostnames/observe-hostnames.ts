import { isDeepStrictEqual } from "node:util";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
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
  readonly cloudflare: Pick<CloudflareClient, "listCustomHostnames" | "findCustomHostname">;
  readonly zoneId: string;
  now(): Date;
}

export interface ZoneObservation {
  /** Claimed hostnames whose observation changed. */
  readonly changed: number;
  /** All custom hostnames in the zone, claimed or not. */
  readonly listed: number;
}

/**
 * Reads all custom hostnames of the zone in one listing, and records the changes of those that tenants claim.
 */
export async function observeHostnames({ db, cloudflare, zoneId, now }: ObserveOptions): Promise<ZoneObservation> {
  const claimed = await listClaimedHostnames(db);
  const byName = new Map(claimed.map((claim) => [claim.hostname, claim]));
  const seen = new Map<string, HostnameObservation>();
  let listed = 0;
  for await (const wire of cloudflare.listCustomHostnames(zoneId)) {
    listed += 1;
    if (byName.has(wire.hostname)) {
      seen.set(wire.hostname, {
        hostname: wire.hostname,
        cloudflareId: wire.id,
        status: wire.status ?? "unknown",
        certificateStatus: wire.ssl?.status ?? null,
        details: toHostnameDetails(wire),
      });
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
  const tenants = Map.groupBy(claimed, ({ tenantId }) => tenantId);
  await recordHostnames(
    db,
    [...tenants.values()].flatMap((claims) => observationOf(claims, seen) ?? []),
    now(),
  );
  const changed = [...seen.values()].filter((hostname) => isChanged(byName.get(hostname.hostname), hostname)).length;
  return { changed, listed };
}

/** True only if Cloudflare confirms it. An unreadable response for one hostname does not block the others. */
async function isGone(id: string, { cloudflare, zoneId }: Pick<ObserveOptions, "cloudflare" | "zoneId">) {
  try {
    return (await cloudflare.findCustomHostname(zoneId, id)) === undefined;
  } catch (error) {
    if (isKind(error, "malformed-response")) {
      return false;
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
