import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { RunDetails } from "../../model/run-record.ts";

/** A worker's lease on a shard; see src/fleet/reconciler/shard/shard-lease.ts. */
export interface ShardTable {
  name: string;
  /** Number of the lease. A worker with a lower number has lost its lease. */
  leaseToken: number;
  leaseHolder: string;
  leaseUntil: Date;
  /** Whether the engine was started under this lease, and its end was not recorded. */
  isRunning: boolean;
}

/** A shard that was split. Its tenants belong to its two halves; see src/core/ledger/shard-map.ts. */
export interface ShardSplitTable {
  shard: string;
}

/** A tenant whose resources are moving to the stack of another shard. */
export interface MoveTable {
  tenantId: string;
  fromShard: string;
  toShard: string;
}

/** A failed tenant, until it converges. */
export interface AttemptTable {
  tenantId: string;
  /** The generation that failed. A newer generation is tried immediately. */
  generation: number;
  /** Number of consecutive failures. */
  failures: number;
  retryAt: Date;
}

/**
 * The inputs of a tenant's last applied declaration; see
 * src/fleet/reconciler/declaration/requeue-on-config-change.ts.
 */
export interface DeclarationTable {
  tenantId: string;
  /** Null for a declaration that was applied before digests were stored. */
  digest: string | null;
  /** The latest config revision that yields the same declaration. */
  configuration: number;
  /** Whether the engine's state may contain resources of the tenant. */
  isInState: boolean;
  /** Creates that a run started, if it writes the state only at its end; null after that end. */
  unfinished: JSONColumnType<TenantDeclaration> | null;
  /**
   * Whether licenses were released that the state shows as used. The next run then refreshes the state first.
   */
  isStateStale: Generated<boolean>;
  /**
   * The tenant's resources in the state after its last converged run, by resourceKey; null before the first.
   */
  resources: ColumnType<readonly string[] | null, string | null | undefined, string | null>;
}

/** One engine run on a shard. */
export interface RunTable {
  id: Generated<number>;
  shard: string;
  worker: string;
  startedAt: Date;
  durationMs: number;
  outcome: "converged" | "failed";
  /** Ids of the tenants that the run was to bring to a new generation. */
  tenants: JSONColumnType<readonly string[]>;
  /** Number of resources by operation: create, update, same, delete, … */
  changes: JSONColumnType<Readonly<Record<string, number>>>;
  failures: JSONColumnType<readonly string[]>;
}

/** A run's steps by resource. Deleted together with the run. */
export interface RunDetailsTable {
  runId: number;
  steps: JSONColumnType<RunDetails["steps"]>;
  omitted: JSONColumnType<RunDetails["omitted"]>;
  remarks: JSONColumnType<RunDetails["remarks"]>;
}

/** An object that a stack dropped because this tenant needs it; see src/fleet/reconciler/shared-objects. */
export interface LeftObjectTable {
  tenantId: string;
  key: string;
  type: string;
  objectId: string;
  properties: JSONColumnType<Record<string, unknown>>;
}
