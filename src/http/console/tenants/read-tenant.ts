import { billedSources } from "../../../core/ledger/source-terms.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import type { LicenseOutput } from "../../../core/model/license-output.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { type HostnameStatus, loadStatuses } from "../../../fleet/hostnames/claimed-hostnames.ts";
import { listUnbilled, type UnbilledUsage } from "../../../fleet/metering/list-unbilled.ts";
import { type Attempt, findAttempt } from "../../../fleet/reconciler/run/attempts.ts";
import { readLicenses } from "../../../fleet/reconciler/run/tenant-outputs.ts";
import { findMoveTarget } from "../../../fleet/reconciler/shard/list-shards.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";

/** A tenant with its observed state. */
export interface TenantFacts {
  readonly tenant: Tenant;
  /** The last observed state at Cloudflare, by hostname. */
  readonly hostnames: ReadonlyMap<string, HostnameStatus>;
  readonly licenses: readonly LicenseOutput[];
  /** Its failures at the current generation. */
  readonly attempt: Attempt | undefined;
  /** The shard that its resources are moving to. */
  readonly movesTo: string | undefined;
  readonly unbilled: readonly UnbilledUsage[];
}

/** The tenant with this id and its observed state; throws a problem 404 if it does not exist. */
export async function readTenant(
  { db, terms }: Pick<ServiceContext, "db" | "terms">,
  id: string,
): Promise<TenantFacts> {
  const tenant = await findTenant(db, { id });
  if (tenant === undefined) {
    throw new HttpError(404, { detail: "There is no tenant with this id." });
  }
  const [hostnames, licenses, attempt, movesTo, unbilled] = await Promise.all([
    loadStatuses(db, [id]),
    readLicenses(db, id),
    findAttempt(db, tenant),
    findMoveTarget(db, id),
    listUnbilled(db, { sources: billedSources(terms), tenantId: id }),
  ]);
  return { tenant, hostnames, licenses, attempt, movesTo, unbilled };
}
