import type { ExternalKey, Tenant } from "../model/tenant.ts";

/** The tenant of a change: by its id, or by the marketplace's key. */
export type TenantKey = { readonly id: string } | ExternalKey;

/** What a decision may depend on in addition to the tenant. */
export interface DecisionContext {
  readonly now: Date;
  /** The id for a new tenant. It is the same for every call within one decision. */
  readonly newId: string;
  /**
   * The tenant that claims a hostname. Only for hostnames in the change's `hostnames`, or of a removed
   * tenant.
   */
  claimantOf(hostname: string): string | undefined;
}

/** The fields of a tenant that a decision sets. The ledger sets generation, times, shard and conditions. */
export type TenantDraft = Pick<Tenant, "id" | "source" | "externalId" | "state" | "plan" | "desired" | "marketplace">;

/** The result of a change: an answer, and the tenant's new state. Without `next`, nothing is written. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly next?: TenantDraft;
  /** Details for the audit log, in addition to actor, action and tenant. No secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * A change of one tenant's desired state. `decide` is pure: it can be called several times, and it sees the
 * tenant after all earlier changes.
 */
export interface Change<Answer> {
  readonly key: TenantKey;
  /** The actor: the source of a marketplace, "operator:NAME", "customer:USER_ID" or "system". */
  readonly actor: string;
  /** The action's name in the audit log, such as "provision". */
  readonly action: string;
  /** Hostnames whose claimant `decide` needs. */
  readonly hostnames?: readonly string[];
  decide(tenant: Tenant | undefined, context: DecisionContext): Decision<Answer>;
}

/** Changes the desired state of tenants one at a time, and answers after the change is durable. */
export interface Ledger {
  /**
   * Decides and commits: tenant, hostname claims, audit entry and reconcile job in one transaction. Rejects
   * with LedgerUnavailableError if the change may not be committed.
   */
  submit<Answer>(change: Change<Answer>): Promise<Answer>;
  /** Accepts no further changes and waits for the pending ones. */
  close(): Promise<void>;
}
