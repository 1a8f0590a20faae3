import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { isLocalUrl } from "../../core/config/is-local-url.ts";
import { isMetricsOpen } from "../../http/operators-api/metrics/metrics-routes.ts";
import { type Finding, note, ok } from "./finding.ts";

/** Checks that the configuration accounts for a proxy in front. */
export function checkProxies(config: Pick<ControlPlaneConfig, "publicUrl" | "limits" | "metrics">): Finding[] {
  const { publicUrl, limits } = config;
  if (isLocalUrl(publicUrl)) {
    return [];
  }
  const proxies =
    limits.proxies === 0
      ? note(
          "proxies",
          "limits.proxies is 0, so every caller behind a proxy has the proxy's address and shares its request limit",
          "Set limits.proxies to the number of your own proxies in front, including the one that terminates TLS.",
        )
      : ok("proxies", `client addresses come from the headers of ${limits.proxies} of your own proxies`);
  return isMetricsOpen(config)
    ? [proxies]
    : [proxies, note("metrics", "/metrics answers 403 to everyone", "Set metrics.token, or metrics.listen.")];
}
