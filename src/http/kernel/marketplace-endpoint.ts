import type { Context } from "hono";
import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** The paths at which a marketplace calls the control plane, from the configuration. */
export interface MarketplaceEndpoint {
  readonly source: MarketplaceSource;
  /** Base path of the marketplace's calls. Requests below it need the marketplace's credentials. */
  readonly path: string;
  /** Path at which customers' browsers sign in. Each form carries its own proof and works once. */
  readonly signInPath?: string;
  /** Origins of the marketplace's pages that may show the panel in a frame. */
  readonly frameAncestors: readonly string[];
  /**
   * Whether problems below `path` repeat their detail as `message`, which the marketplace shows to its
   * customers.
   */
  readonly hasMessage: boolean;
  /** Whether a request below `path` carries the marketplace's credentials. */
  isProven(c: Context): boolean;
  /** Prepares a recorded request below `path` for a replay, with the marketplace's current credentials. */
  renew(recorded: RecordedCall): RenewedCall;
}

export interface RecordedCall {
  /** Path and query, without secrets. */
  readonly path: string;
  /** Whether the recorded request authenticated as the marketplace. */
  readonly isProven: boolean;
}

export interface RenewedCall {
  readonly path: string;
  /** An Authorization header; undefined if the path contains the credentials. */
  readonly authorization: string | undefined;
}

/** The endpoint that a path belongs to, even if the path has no route. */
export function findEndpoint(endpoints: readonly MarketplaceEndpoint[], path: string): MarketplaceEndpoint | undefined {
  return endpoints.find((endpoint) => isBelow(endpoint.path, path) || isBelow(endpoint.signInPath, path));
}

/** Whether a path is `base` or lies below it. */
export function isBelow(base: string | undefined, path: string): boolean {
  return base !== undefined && (path === base || path.startsWith(`${base}/`));
}
