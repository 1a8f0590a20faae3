import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { RunDetails } from "../../model/run-record.ts";

/** Who works on a shard; see src/fleet/reconciler/shard/shard-lease.ts. */
export interface ShardTable {
  name: string;
  /** Counts the leases: whoever has an older one has lost it. */
  leaseToken: number;
  leaseHolder: string;
  leaseUntil: Date;
  /** Whether the engine was started under this lease and has not been seen to end. */
  isRunning: boolean;
}

/** A shard that was split: its tenants belong to its two halves; see src/fleet/reconciler/shard-map.ts. */
export interface ShardSplitTable {
  shard: string;
}

/** A tenant whose resources are being moved to the stack of another shard. */
export interface MoveTable {
  tenantId: string;
  fromShard: string;
  toShard: string;
}

/** A tenant that failed, until it has converged. */
export interface AttemptTable {
  tenantId: string;
  /** What failed; a newer generation is tried at once. */
  generation: number;
  /** Failures in a row. */
  failures: number;
  retryAt: Date;
}

/** What a tenant's declaration was made of when it was last carried out; see src/fleet/reconciler/declaration/requeue-on-config-change.ts. */
export interface DeclarationTable {
  tenantId: string;
  /** Null of one that was carried out before digests were kept. */
  digest: string | null;
  /** The number of the configuration that it is known to agree with. */
  configuration: number;
  /** Whether the engine's state may hold any of its resources. */
  isInState: boolean;
  /** What a run that was to write the state at its end alone has begun to make; null once it has come to that end. */
  unfinished: JSONColumnType<TenantDeclaration> | null;
  /** Whether licenses were released that the engine's state shows as used: the next run refreshes the state first. */
  isStateStale: Generated<boolean>;
  /** The resources that the state had of it after the run that converged, by resourceKey; null until there was one. */
  resources: ColumnType<readonly string[] | null, string | null | undefined, string | null>;
}

/** One run of the engine on a shard. */
export interface RunTable {
  id: Generated<number>;
  shard: string;
  worker: string;
  startedAt: Date;
  durationMs: number;
  outcome: "converged" | "failed";
  /** Ids of the tenants that were to be brought to a new generation. */
  tenants: JSONColumnType<readonly string[]>;
  /** Resources by what became of them: create, update, same, delete, … */
  changes: JSONColumnType<Readonly<Record<string, number>>>;
  failures: JSONColumnType<readonly string[]>;
}

/** What a run did to each resource, for as long as the run is kept. */
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
