import type { Kysely, Selectable } from "kysely";
import type { HostnameStatusTable } from "../../../core/db/tables/tenant-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import type { TenantKey } from "../../../core/ledger/change.ts";
import { findTenant } from "../../../core/ledger/find-tenant.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { TenantView } from "./tenant-view.ts";

type Status = Selectable<HostnameStatusTable>;

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
  const names = tenants.filter(({ state }) => state !== "removed").flatMap(({ desired }) => namesOf(desired));
  const statuses =
    names.length === 0
      ? []
      : await db.selectFrom("hostnameStatus").selectAll().where("hostname", "in", names).execute();
  const byName = new Map(statuses.map((status) => [status.hostname, status]));
  return tenants.map((tenant) => toView(tenant, byName));
}

function namesOf({ hostnames }: Tenant["desired"]): string[] {
  return hostnames.map(({ hostname }) => hostname);
}

/** A removed tenant's hostnames may belong to another tenant by now, so their status is omitted. */
function toView(tenant: Tenant, statuses: ReadonlyMap<string, Status>): TenantView {
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

function observedOf(row: Status | undefined): TenantView["hostnames"][number]["observed"] {
  if (row === undefined) {
    return null;
  }
  const { status, certificateStatus, details, observedAt } = row;
  return { status, certificateStatus, details, observedAt: observedAt.toISOString() };
}
