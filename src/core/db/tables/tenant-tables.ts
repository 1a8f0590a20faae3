import type { GeneratedAlways, JSONColumnType } from "kysely";
import type { Condition } from "../../model/condition.ts";
import type { LicenseOutput } from "../../model/license-output.ts";
import type { Tenant } from "../../model/tenant.ts";
import type { Defaulted } from "./defaulted.ts";

/** A tenant's desired state and progress. */
export interface TenantTable {
  id: string;
  source: Tenant["source"];
  externalId: string;
  state: Tenant["state"];
  plan: string;
  desired: JSONColumnType<Tenant["desired"]>;
  marketplace: JSONColumnType<Tenant["marketplace"]>;
  generation: number;
  observedGeneration: number;
  conditions: JSONColumnType<readonly Condition[]>;
  shard: string;
  createdAt: Date;
  changedAt: Date;
  removedAt: Date | null;
  /**
   * Each condition's status in one text, such as "Ready=true". The server derives it, for counting; see
   * src/core/ledger/tenants.ts.
   */
  statuses: GeneratedAlways<string>;
}

/** The columns of a tenant's record: all but what the server derives. */
export const tenantColumns = [
  "tenants.id",
  "tenants.source",
  "tenants.externalId",
  "tenants.state",
  "tenants.plan",
  "tenants.desired",
  "tenants.marketplace",
  "tenants.generation",
  "tenants.observedGeneration",
  "tenants.conditions",
  "tenants.shard",
  "tenants.createdAt",
  "tenants.changedAt",
  "tenants.removedAt",
] as const;

/** A hostname that a tenant claims. No other tenant can claim it. */
export interface HostnameClaimTable {
  hostname: string;
  tenantId: string;
  /** Why the last run failed to register or change it at Cloudflare; null if it succeeded. */
  failure: Defaulted<string | null>;
}

/** Cloudflare's last report about a claimed hostname; see src/fleet/hostnames. */
export interface HostnameStatusTable {
  hostname: string;
  cloudflareId: string;
  status: string;
  certificateStatus: string | null;
  /** Challenges, validation records and errors, as read by the watcher. */
  details: JSONColumnType<Record<string, unknown>>;
  observedAt: Date;
  /** When the hostname was first seen under this cloudflareId. */
  firstSeenAt: Defaulted<Date>;
  /** When the status last changed. */
  statusSince: Defaulted<Date>;
  certificateSince: Defaulted<Date>;
}

/** The last check of a hostname that a customer requested; see src/fleet/hostnames/rechecks.ts. */
export interface HostnameRecheckTable {
  hostname: string;
  requestedAt: Date;
  /** When the check was requested from Cloudflare; null before that. */
  askedAt: Date | null;
  isFailed: Defaulted<boolean>;
}

/** Outputs of a tenant's resources. */
export interface TenantOutputTable {
  tenantId: string;
  licenses: JSONColumnType<readonly LicenseOutput[]>;
}
