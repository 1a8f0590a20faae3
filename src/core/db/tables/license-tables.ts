import type { Generated } from "kysely";

/** Which tenant provides a user's one license of the application; see src/fleet/reconciler/license-uses. */
export interface LicenseUseTable {
  /** The user's login, normalized by foldLogin. */
  login: string;
  tenantId: string;
  /** The license's pricing; null until a run of the tenant was assigned the use. */
  pricingUid: string | null;
  /** Whether a run of the tenant was assigned the use. From then on the user may be using the license. */
  isGranted: boolean;
}

/**
 * A current or former owner of licenses that the control plane created; the login is normalized by foldLogin.
 */
export interface LicenseOwnerTable {
  login: string;
}

/** Minimum number of a tenant's licenses if it shares them with other tenants of its owner. */
export interface LicenseQuantityTable {
  tenantId: string;
  pricingUid: string;
  ownerLogin: string;
  quantity: number;
}

/** The spelling of a person's login in all calls to apifew; see src/fleet/reconciler/login-spellings. */
export interface LoginSpellingTable {
  /** The login, normalized by foldLogin. */
  login: string;
  spelling: string;
  /** Other spellings that an earlier version used, until apifew confirms that it has no users with them. */
  retired: Generated<readonly string[]>;
}
