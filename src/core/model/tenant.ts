import type { TenantDeclaration } from "../../../stacks/tenant-declaration.ts";
import type { Condition } from "./condition.ts";

/** Where a tenant came from: a marketplace, or directly from the seller. */
export type TenantSource = TenantDeclaration["source"];

/** A marketplace, as tenants and the journal name it. */
export type MarketplaceSource = Exclude<TenantSource, "direct">;

/** A marketplace's own name of a tenant: Clever Cloud's addon_id, or user_email and user_zone of a CloudFlare app. */
export interface ExternalKey {
  readonly source: TenantSource;
  readonly externalId: string;
}

/** What a tenant should be: the parts of a tenant declaration that its owner or an operator chooses. */
export interface Desired {
  /** Unknown until Clever Cloud's API has told the owner's address. */
  readonly owner?: TenantDeclaration["owner"];
  readonly license?: { readonly quantity: number };
  readonly members: TenantDeclaration["members"];
  readonly hostnames: TenantDeclaration["hostnames"];
  readonly counters: TenantDeclaration["counters"];
}

/** active: served; suspended: kept, not served; removed: taken down, the record is kept. */
export type TenantState = "active" | "suspended" | "removed";

/** One customer's use of the product, from one marketplace. */
export interface Tenant extends ExternalKey {
  /** Our name of it, letters only; names its resources, so it never changes. */
  readonly id: string;
  readonly state: TenantState;
  /** The marketplace's plan slug, exactly as it was sent. */
  readonly plan: string;
  readonly desired: Desired;
  /** What the marketplace told of it: owner, user, region, options, callback URL. No secrets. */
  readonly marketplace: Readonly<Record<string, unknown>>;
  /** Counts the changes of state, plan and desired. */
  readonly generation: number;
  /** The generation that the vendors were last brought to. */
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
  /** The Pulumi stack that holds its resources. */
  readonly shard: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly removedAt: Date | null;
}
