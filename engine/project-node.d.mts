/**
 * Finds the Node that this project runs on: the one its platform package brought, else the Node that runs this, if new enough.
 * Yields `{ path }`, or `{ problem }` with the way out.
 */
export function findProjectNode(
  root: string,
  current?: { readonly path: string; readonly version: string },
): { readonly path: string; readonly problem?: never } | { readonly path?: never; readonly problem: string };

/** Compares two dotted versions number by number. */
export function isAtLeast(version: string, required: string): boolean;
