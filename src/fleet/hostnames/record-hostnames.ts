import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { type HostnameObservation, recordObservations } from "../../core/ledger/record-observations.ts";
import type { HostnameState } from "./hostname-states.ts";
import { refreshHostnamesConditions } from "./refresh-conditions.ts";

/** What Cloudflare reported about some hostnames of one tenant. */
export interface ObservedHostnames {
  readonly tenantId: string;
  /** The tenant's observed generation. */
  readonly generation: number;
  readonly hostnames: readonly HostnameObservation[];
}

/** The status of a hostname that Cloudflare had and no longer has. */
export const goneStatus = "gone" satisfies HostnameState;

/** The observation of a hostname that Cloudflare no longer has. */
export function toGone({
  hostname,
  cloudflareId,
  details,
}: {
  readonly hostname: string;
  readonly cloudflareId: string;
  readonly details: Readonly<Record<string, unknown>> | null;
}): HostnameObservation {
  return { hostname, cloudflareId, status: goneStatus, certificateStatus: null, details: { ...details, errors: [] } };
}

/** Records observations of hostnames, and updates the conditions of their tenants. */
export async function recordHostnames(
  db: Kysely<Tables>,
  seen: readonly ObservedHostnames[],
  now: Date,
): Promise<void> {
  if (seen.length === 0) {
    return;
  }
  const observations = seen.map((each) => ({ ...each, isConverged: false, conditions: [] }));
  await recordObservations(db, observations, now, {
    after: (transaction) =>
      refreshHostnamesConditions(
        transaction,
        seen.map(({ tenantId }) => tenantId),
        now,
      ),
  });
}
