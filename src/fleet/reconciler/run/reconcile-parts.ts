import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Tables } from "../../../core/db/tables.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { ConfigRevision } from "../declaration/config-revision.ts";
import type { ReconcilerConfig } from "../declaration/declare-tenant.ts";
import type { StackRunner } from "../engine/stack-runner.ts";
import type { RecordCounters } from "../license-uses/read-last-counters.ts";
import type { ReleaseLeftovers } from "../license-uses/release-leftovers.ts";
import type { RemoveOtherUser } from "../login-spellings/retire-spellings.ts";
import type { MoveParts } from "../shard/move-tenants.ts";
import type { DeleteObject } from "../shared-objects/object-deleter.ts";

/** Everything a run of a shard needs from its worker. */
export interface ReconcileParts extends Pick<MoveParts, "queue" | "shards"> {
  readonly db: Kysely<Tables>;
  readonly config: ReconcilerConfig;
  readonly revision: ConfigRevision;
  readonly runner: StackRunner;
  readonly log: Logger;
  /** The worker's name, shown to operators. */
  readonly worker: string;
  /**
   * Fetches the owners' email addresses of add-ons that came without one, and records them as desired state.
   */
  fetchOwnerEmails(tenants: readonly Tenant[]): Promise<void>;
  readonly recordCounters: RecordCounters;
  readonly releaseLeftovers: ReleaseLeftovers;
  readonly removeOtherUser: RemoveOtherUser;
  readonly deleteObject: DeleteObject;
  now(): Date;
  random(): number;
}
