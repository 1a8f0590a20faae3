import type { Kysely } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import { type HostnameObservation, recordObservations } from "../../core/ledger/record-observations.ts";
import type { HostnameState } from "./hostname-states.ts";
import { refreshHostnamesConditions } from "./refresh-conditions.ts";

/** What Cloudflare says of some hostnames of one tenant. */
export interface SeenHostnames {
  readonly tenantId: string;
  /** The generation that the tenant has come to. */
  readonly generation: number;
  readonly hostnames: readonly HostnameObservation[];
}

/** The status of a hostname that Cloudflare had, and has no longer. */
export const goneStatus = "gone" satisfies HostnameState;

/** What is kept of a hostname that Cloudflare has no longer. */
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

/** Records what was seen of hostnames, and what it means for their tenants. */
export async function recordHostnames(db: Kysely<Tables>, seen: readonly SeenHostnames[], now: Date): Promise<void> {
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
