import { isDeepStrictEqual } from "node:util";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import { isKind } from "@marketplane/providers/http/vendor-error.ts";
import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import type { HostnameObservation } from "../../core/ledger/record-observations.ts";
import { type ClaimedHostname, listClaimedHostnames } from "./claimed-hostnames.ts";
import { toHostnameDetails } from "./hostname-details.ts";
import { isServed } from "./hostnames-condition.ts";
import { goneStatus, recordHostnames, type SeenHostnames, toGone } from "./record-hostnames.ts";

export interface ObserveOptions {
  readonly db: Kysely<Tables>;
  readonly cloudflare: Pick<CloudflareClient, "listCustomHostnames" | "findCustomHostname">;
  readonly zoneId: string;
  now(): Date;
}

export interface Look {
  /** Claimed hostnames of which something new is known. */
  readonly changed: number;
  /** Custom hostnames in the zone, whoever claims them. */
  readonly listed: number;
}

/** Looks at all custom hostnames of the zone in one listing, and records what is new of those that tenants claim. */
export async function observeHostnames({ db, cloudflare, zoneId, now }: ObserveOptions): Promise<Look> {
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
    // A listing may miss what moves between two of its pages while others come and go.
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

/** True only if Cloudflare says so. A hostname whose answer cannot be read holds up no other one. */
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

/** Undefined of a tenant whose hostnames were all served and still are: nobody waits for anything. */
function observationOf(
  claims: readonly ClaimedHostname[],
  seen: ReadonlyMap<string, HostnameObservation>,
): SeenHostnames | undefined {
  const hostnames = claims.flatMap(({ hostname }) => seen.get(hostname) ?? []);
  const [tenant] = claims;
  const isQuiet = claims.every((claim) => isServed(claim) && !isChanged(claim, seen.get(claim.hostname)));
  if (tenant === undefined || hostnames.length === 0 || isQuiet) {
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
