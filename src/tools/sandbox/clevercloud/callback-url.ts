import type { SandboxContext } from "../sandbox-context.ts";

export const clevercloudBasePath = "/clevercloud/v2";

/** The URL at which a provider calls Clever Cloud about an add-on. */
export function callbackUrlOf({ origin }: Pick<SandboxContext, "origin">, addonId: string): string {
  return `${origin}${clevercloudBasePath}/vendor/apps/${addonId}`;
}
