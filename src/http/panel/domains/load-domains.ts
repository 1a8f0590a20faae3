import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { listDomainRows } from "../../../fleet/hostnames/claimed-hostnames.ts";
import { HostnameDetails } from "../../../fleet/hostnames/hostname-details.ts";
import type { Domain, ObservedDomain, Recheck } from "./domain.ts";

/** A tenant's domains with their observed states, in the order in which they were added. */
export async function loadDomains(db: Kysely<Tables>, { id, desired }: Tenant): Promise<Domain[]> {
  if (desired.hostnames.length === 0) {
    return [];
  }
  const rows = await listDomainRows(db, id);
  const byName = new Map(rows.map((row) => [row.hostname, row]));
  return desired.hostnames.map(({ hostname }) => {
    const row = byName.get(hostname);
    const isRefused = row !== undefined && row.failure !== null;
    return { hostname, observed: row && observedOf(row), recheck: row && recheckOf(row), isRefused };
  });
}

type Absent<Row> = { readonly [Column in keyof Row]: Row[Column] | null };

function observedOf(row: Absent<Omit<ObservedDomain, "details">> & { readonly details: unknown }): Domain["observed"] {
  const { status, certificateStatus, details, firstSeenAt, statusSince, certificateSince, observedAt } = row;
  if (!(status && firstSeenAt && statusSince && certificateSince && observedAt)) {
    return undefined;
  }
  return {
    ...{ status, certificateStatus, firstSeenAt, statusSince, certificateSince, observedAt },
    details: HostnameDetails.parse(details),
  };
}

function recheckOf({ requestedAt, askedAt, isFailed }: Absent<Recheck>): Domain["recheck"] {
  return requestedAt === null || isFailed === null ? undefined : { requestedAt, askedAt, isFailed };
}
