import { connectApifew } from "@marketplane/providers/apifew/connect.ts";
import { connectClevercloud } from "@marketplane/providers/clevercloud/connect.ts";
import { connectCloudflare } from "@marketplane/providers/cloudflare/connect.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { ControlPlaneConfig } from "../../core/config/control-plane-config.ts";
import { type Finding, note, ok, problem, textOf } from "./finding.ts";

/** Whether each vendor answers our credentials, by a call that only reads. */
export function checkVendors({ clevercloud, deployment }: ControlPlaneConfig, settings: Settings): Promise<Finding[]> {
  const checks: Readonly<Record<string, () => Promise<Finding>>> = {
    Cloudflare: () => checkCloudflare(settings, deployment.zoneId),
    apifew: async () => {
      const pricings = await connectApifew(settings).listPricings({ isCurrentRevisionOnly: true });
      return ok("apifew", `answers, with ${pricings.length} pricings`);
    },
    ...(clevercloud && {
      "Clever Cloud": async () => {
        for await (const _addon of connectClevercloud(settings).vendorApi.listAddons()) break;
        return ok("Clever Cloud", "answers");
      },
    }),
  };
  return Promise.all(
    Object.entries(checks).map(async ([vendor, check]) => {
      try {
        return await check();
      } catch (error) {
        return problem(
          vendor,
          textOf(error),
          "Set its credentials in the environment, and see that it can be reached.",
        );
      }
    }),
  );
}

async function checkCloudflare(settings: Settings, zoneId: string): Promise<Finding> {
  const found = await connectCloudflare(settings).findFallbackOrigin(zoneId);
  // A zone without a fallback origin says so only to valid credentials.
  return found
    ? ok("Cloudflare", `answers, fallback origin ${found.origin} is ${found.status ?? "of unknown status"}`)
    : note("Cloudflare", `answers, and has no fallback origin in zone ${zoneId}`, "Run `pulumi up`.");
}
