import { isDeepStrictEqual } from "node:util";
import type { CloudflareClient } from "@marketplane/providers/cloudflare/client.ts";
import type { Kysely } from "kysely";
import type { Tables } from "../db/tables.ts";
import { type HostnameObservation, type Observation, recordObservations } from "../ledger/record-observations.ts";
import { type ClaimedHostname, listClaimedHostnames } from "./claimed-hostnames.ts";
import { toHostnameDetails } from "./hostname-details.ts";
import { hostnamesCondition, isServed } from "./hostnames-condition.ts";

export interface ObserveOptions {
  readonly db: Kysely<Tables>;
  readonly cloudflare: Pick<CloudflareClient, "listCustomHostnames">;
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
  const tenants = Map.groupBy(claimed, ({ tenantId }) => tenantId);
  const observations = [...tenants.values()].flatMap((claims) => observationOf(claims, seen) ?? []);
  await recordObservations(db, observations, now());
  const changed = [...seen.values()].filter((hostname) => isChanged(byName.get(hostname.hostname), hostname)).length;
  return { changed, listed };
}

/** Undefined of a tenant whose hostnames were all served and still are: nobody waits for anything. */
function observationOf(
  claims: readonly ClaimedHostname[],
  seen: ReadonlyMap<string, HostnameObservation>,
): Observation | undefined {
  const hostnames = claims.flatMap(({ hostname }) => seen.get(hostname) ?? []);
  const [tenant] = claims;
  const isQuiet = claims.every((claim) => isServed(claim) && !isChanged(claim, seen.get(claim.hostname)));
  if (tenant === undefined || hostnames.length === 0 || isQuiet) {
    return undefined;
  }
  // Of a tenant whose change is under way only the reconciler knows what is still to come.
  const isSettled = tenant.state === "active" && tenant.observedGeneration === tenant.generation;
  const isWhole = hostnames.length === claims.length;
  return {
    tenantId: tenant.tenantId,
    generation: tenant.observedGeneration,
    isConverged: false,
    conditions: isSettled && isWhole ? [hostnamesCondition(hostnames)] : [],
    hostnames,
  };
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
