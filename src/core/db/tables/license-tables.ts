import type { Generated } from "kysely";

/** Which tenant a user's one license of the application comes from; see src/fleet/reconciler/license-uses. */
export interface LicenseUseTable {
  /** The user, as foldLogin writes it. */
  login: string;
  tenantId: string;
  /** The pricing of that license; null until a run of the tenant has been given the use. */
  pricingUid: string | null;
  /** Whether a run of the tenant was given the use: from then on the user may be using it. */
  isGranted: boolean;
}

/** Somebody who owns licenses that the control plane made, or did; the login as foldLogin writes it. */
export interface LicenseOwnerTable {
  login: string;
}

/** How many licenses a tenant is to have at least, where it shares them with other tenants of its owner. */
export interface LicenseQuantityTable {
  tenantId: string;
  pricingUid: string;
  ownerLogin: string;
  quantity: number;
}

/** How one person's login is written in every call to apifew; see src/fleet/reconciler/login-spellings. */
export interface LoginSpellingTable {
  /** As foldLogin writes it. */
  login: string;
  spelling: string;
  /** Other spellings that an earlier version used, until it is known that apifew has no users of their own for them. */
  retired: Generated<readonly string[]>;
}
