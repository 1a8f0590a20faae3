import type { Kysely } from "kysely";
import type { Tables } from "../../../core/db/tables.ts";
import type { TenantKey } from "../../../core/ledger/change.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type HostnameStatus, loadStatuses } from "../../../fleet/hostnames/claimed-hostnames.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { TenantView } from "./tenant-view.ts";

/** The tenant as the API shows it; throws a problem 404 if it does not exist. */
export async function loadView(db: Kysely<Tables>, key: TenantKey): Promise<TenantView> {
  const tenant = await findTenant(db, key);
  const [view] = tenant === undefined ? [] : await loadViews(db, [tenant]);
  if (view === undefined) {
    throw new HttpError(404, { detail: "There is no such tenant." });
  }
  return view;
}

/** Tenants with the observed state of their hostnames. */
export async function loadViews(db: Kysely<Tables>, tenants: readonly Tenant[]): Promise<TenantView[]> {
  const byName = await loadStatuses(
    db,
    tenants.map(({ id }) => id),
  );
  return tenants.map((tenant) => toView(tenant, byName));
}

/** A removed tenant's hostnames may belong to another tenant by now, so their status is omitted. */
function toView(tenant: Tenant, statuses: ReadonlyMap<string, HostnameStatus>): TenantView {
  const { desired, conditions, createdAt, changedAt, removedAt, marketplace, ...facts } = tenant;
  const { owner = null, license = null, members, counters, hostnames } = desired;
  return {
    ...facts,
    owner,
    license,
    members: [...members],
    hostnames: hostnames.map((hostname) => ({
      ...hostname,
      observed: tenant.state === "removed" ? null : observedOf(statuses.get(hostname.hostname)),
    })),
    counters,
    marketplace: { ...marketplace },
    conditions: [...conditions],
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
    removedAt: removedAt?.toISOString() ?? null,
  };
}

function observedOf(row: HostnameStatus | undefined): TenantView["hostnames"][number]["observed"] {
  if (row === undefined) {
    return null;
  }
  const { status, certificateStatus, details, observedAt } = row;
  return { status, certificateStatus, details, observedAt: observedAt.toISOString() };
}
