/** Behavior that a provider may choose, because no page defines it. */
export interface Dialect {
  /** The answer to a second deprovisioning: any 2xx, or exactly this status. */
  readonly repeatDelete: "success" | 200 | 204 | 404 | 410;
  /**
   * False if the provider's plans cannot be changed; Clever Cloud has sent no plan change since November
   * 2024.
   */
  readonly planChange: boolean;
}

/** How customers sign in. */
export interface SignIn {
  readonly url: string;
  readonly salt: string;
  /**
   * What the provider verifies: the signature of the current page, or the token of the page before February
   * 2025.
   */
  readonly proof: "signature" | "token";
  /** True if the console opens the provider in a separate tab instead of an iframe. */
  readonly opensNewTab: boolean;
  /** Origin of the page with the iframe. */
  readonly consoleOrigin: string;
}

/** The provider to call, and Clever Cloud's data about it. */
export interface ClevercloudSubject {
  /** The manifest's base_url. */
  readonly target: string;
  readonly providerId: string;
  readonly password: string;
  readonly plan: string;
  /** Another plan; undefined if the provider has only one. */
  readonly otherPlan: string | undefined;
  readonly region: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly userId: string;
  readonly email: string;
  /** The manifest's config_vars, if known. */
  readonly configVars: readonly string[] | undefined;
  /** Undefined if the provider has no single sign-on. */
  readonly signIn: SignIn | undefined;
  readonly dialect: Dialect;
  /** Number of copies of one provisioning call to send at once. */
  readonly copies: number;
  readonly slowMs: number;
}
