/** What a provider rightly does its own way, since no page says how. */
export interface Dialect {
  /** What a second deprovisioning is answered with: any 2xx, or this very status. */
  readonly repeatDelete: "success" | 200 | 204 | 404 | 410;
  /** False for a provider whose plans cannot be changed; Clever Cloud has sent no plan change since November 2024. */
  readonly planChange: boolean;
}

/** How customers sign in. */
export interface SignIn {
  readonly url: string;
  readonly salt: string;
  /** What the provider verifies: the signature of today's page, or the token of the page before February 2025. */
  readonly proof: "signature" | "token";
  /** True when the console opens the provider in a tab of its own and not in an iframe. */
  readonly opensNewTab: boolean;
  /** Origin of the page that holds the iframe. */
  readonly consoleOrigin: string;
}

/** The provider to be called, and what Clever Cloud knows of it. */
export interface ClevercloudSubject {
  /** The manifest's base_url. */
  readonly target: string;
  readonly providerId: string;
  readonly password: string;
  readonly plan: string;
  /** Another plan, undefined for a provider with one alone. */
  readonly otherPlan: string | undefined;
  readonly region: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly userId: string;
  readonly email: string;
  /** The manifest's config_vars, where they are known. */
  readonly configVars: readonly string[] | undefined;
  /** Undefined for a provider without single sign-on. */
  readonly signIn: SignIn | undefined;
  readonly dialect: Dialect;
  /** How many copies of one provisioning call are sent at once. */
  readonly copies: number;
  readonly slowMs: number;
}
