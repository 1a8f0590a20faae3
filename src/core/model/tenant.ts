import type { TenantDeclaration } from "../../../stacks/tenant-declaration.ts";
import type { Condition } from "./condition.ts";

/** A tenant's origin: a marketplace, or directly the seller. */
export type TenantSource = TenantDeclaration["source"];

/** A marketplace's name in tenants and in the journal. */
export type MarketplaceSource = Exclude<TenantSource, "direct">;

/**
 * A marketplace's key of a tenant: Clever Cloud's addon_id, or user_email and user_zone of a CloudFlare app.
 */
export interface ExternalKey {
  readonly source: TenantSource;
  readonly externalId: string;
}

/** A tenant's desired state: the parts of its declaration that its owner or an operator chooses. */
export interface Desired {
  /** Unknown until the marketplace provides the owner's address. */
  readonly owner?: TenantDeclaration["owner"];
  readonly license?: { readonly quantity: number };
  readonly members: TenantDeclaration["members"];
  readonly hostnames: TenantDeclaration["hostnames"];
  readonly counters: TenantDeclaration["counters"];
}

/** active: served; suspended: kept but not served; removed: resources deleted, record kept. */
export type TenantState = "active" | "suspended" | "removed";

/** One customer's use of the product, from one marketplace. */
export interface Tenant extends ExternalKey {
  /** The control plane's id, letters only. It is part of the resources' names, so it never changes. */
  readonly id: string;
  readonly state: TenantState;
  /** The marketplace's plan slug, exactly as received. */
  readonly plan: string;
  readonly desired: Desired;
  /** The marketplace's data: owner, user, region, options, callback URL. No secrets. */
  readonly marketplace: Readonly<Record<string, unknown>>;
  /** Incremented by each change of state, plan or desired. */
  readonly generation: number;
  /** The generation that the vendors last converged to. */
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  /** The Pulumi stack that contains its resources. */
  readonly shard: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly removedAt: Date | null;
}
