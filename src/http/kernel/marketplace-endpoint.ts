import type { Context } from "hono";
import type { MarketplaceSource } from "../../core/model/tenant.ts";

/** Where a marketplace reaches the control plane, as the configuration sets it up. */
export interface MarketplaceEndpoint {
  readonly source: MarketplaceSource;
  /** Below it the marketplace calls with its credentials, and nothing else is answered with success. */
  readonly path: string;
  /** Where customers' browsers sign in; each form proves itself and works once. */
  readonly signInPath?: string;
  /** Origins of the marketplace's pages that may show the panel in a frame. */
  readonly frameAncestors: readonly string[];
  /** Whether problems below `path` repeat their detail as `message`, which the marketplace shows to its customers. */
  readonly saysMessage: boolean;
  /** Whether a request below `path` carries the marketplace's credentials. */
  isProven(c: Context): boolean;
  /** How a recorded request below `path` is sent again, with the credentials that the marketplace has today. */
  renew(recorded: RecordedCall): RenewedCall;
}

export interface RecordedCall {
  /** Path and query, without secrets. */
  readonly path: string;
  /** Whether the recorded request proved to be the marketplace's. */
  readonly isProven: boolean;
}

export interface RenewedCall {
  readonly path: string;
  /** An Authorization header; undefined where the path itself holds the credentials. */
  readonly authorization: string | undefined;
}

/** The endpoint that a path belongs to, whether a route exists there or not. */
export function findEndpoint(endpoints: readonly MarketplaceEndpoint[], path: string): MarketplaceEndpoint | undefined {
  return endpoints.find((endpoint) => isBelow(endpoint.path, path) || isBelow(endpoint.signInPath, path));
}

/** Whether a path is `base` or lies below it. */
export function isBelow(base: string | undefined, path: string): boolean {
  return base !== undefined && (path === base || path.startsWith(`${base}/`));
}
