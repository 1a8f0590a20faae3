import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import type { JournalEntry } from "./journal-entry.ts";

type Paths = Pick<ControlPlaneConfig, "clevercloud" | "cloudflareApp">;

/** The marketplace whose endpoint the path leads to, whether there is a route at it or not. */
export function marketplaceOf(path: string, { clevercloud, cloudflareApp }: Paths): JournalEntry["marketplace"] {
  const isBelow = (endpoint: string | undefined) =>
    endpoint !== undefined && (path === endpoint || path.startsWith(`${endpoint}/`));
  if (isBelow(clevercloud?.path) || isBelow(clevercloud?.ssoPath)) return "clevercloud";
  return isBelow(cloudflareApp?.path) ? "cloudflare-app" : null;
}
