import type { JSONColumnType } from "kysely";
import type { Condition } from "../../model/condition.ts";
import type { LicenseOutput } from "../../model/license-output.ts";
import type { Tenant } from "../../model/tenant.ts";
import type { Defaulted } from "./defaulted.ts";

/** One customer's desired state, and how far it has got. */
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
}

/** A hostname that a tenant claims; no other tenant can have it. */
export interface HostnameClaimTable {
  hostname: string;
  tenantId: string;
  /** Why the last run could not register or change it at Cloudflare; null when it could. */
  failure: Defaulted<string | null>;
}

/** What Cloudflare said last of a claimed hostname; see docs of src/fleet/hostnames. */
export interface HostnameStatusTable {
  hostname: string;
  cloudflareId: string;
  status: string;
  certificateStatus: string | null;
  /** Challenges, validation records and errors, as the watcher read them. */
  details: JSONColumnType<Record<string, unknown>>;
  observedAt: Date;
  /** When Cloudflare had it first, under this cloudflareId. */
  firstSeenAt: Defaulted<Date>;
  /** Since when the status has been what it is. */
  statusSince: Defaulted<Date>;
  certificateSince: Defaulted<Date>;
}

/** The last check of a hostname that its customer asked for; see src/fleet/hostnames/rechecks.ts. */
export interface HostnameRecheckTable {
  hostname: string;
  requestedAt: Date;
  /** When Cloudflare was asked to check; null as long as it has not been. */
  askedAt: Date | null;
  isFailed: Defaulted<boolean>;
}

/** What a tenant's resources yielded, for those who may see it. */
export interface TenantOutputTable {
  tenantId: string;
  licenses: JSONColumnType<readonly LicenseOutput[]>;
}
