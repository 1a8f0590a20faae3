import type { ExternalKey, Tenant } from "../model/tenant.ts";

/** Which tenant a change is about: by our id, or by the marketplace's name of it. */
export type TenantKey = { readonly id: string } | ExternalKey;

/** What a decision may rest on beside the tenant itself. */
export interface Surroundings {
  readonly now: Date;
  /** An id for a tenant that does not exist yet; the same for every call within one decision. */
  readonly newId: string;
  /** The tenant that claims a hostname; only for those that the change names in `hostnames`, or that a removed tenant had. */
  claimantOf(hostname: string): string | undefined;
}

/** The parts of a tenant that a decision sets; the ledger keeps generation, times, shard and conditions. */
export type TenantDraft = Pick<Tenant, "id" | "source" | "externalId" | "state" | "plan" | "desired" | "marketplace">;

/** What comes of a change: an answer, and the tenant as it should be from now on; nothing is written without `next`. */
export interface Decision<Answer> {
  readonly answer: Answer;
  readonly next?: TenantDraft;
  /** What the audit log keeps beside actor, action and tenant; no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * A change of one tenant's desired state. `decide` is pure: it may be called again, and it sees the tenant as every change
 * before it left it.
 */
export interface Change<Answer> {
  readonly key: TenantKey;
  /** Who: "clevercloud", "cloudflare-app", "operator:NAME", "customer:USER_ID", "system". */
  readonly actor: string;
  /** What, as the audit log calls it, such as "provision". */
  readonly action: string;
  /** Hostnames whose claimant `decide` asks for. */
  readonly hostnames?: readonly string[];
  decide(tenant: Tenant | undefined, surroundings: Surroundings): Decision<Answer>;
}

/** Changes the desired state of tenants, one after the other, and answers when the change is durable. */
export interface Ledger {
  /**
   * Decides and commits: tenant, hostname claims, audit entry and reconcile job in one transaction. Rejects with
   * LedgerUnavailableError when nothing is known to be committed.
   */
  submit<Answer>(change: Change<Answer>): Promise<Answer>;
  /** Takes no more changes and waits for those that it has. */
  close(): Promise<void>;
}
