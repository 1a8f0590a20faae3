import type { ConfigProblem } from "../config-problem.ts";
import type { DeploymentSection } from "../deployment-section.ts";
import { CleverCloud, cleverCloudProblems } from "./clevercloud.ts";
import { CloudFlareApp, cloudFlareAppProblems } from "./cloudflare-app.ts";

/** The marketplaces' sections of marketplane.yaml. */
export const marketplaceSections = {
  clevercloud: CleverCloud.optional().describe("Left out by a vendor who does not sell at Clever Cloud."),
  cloudflareApp: CloudFlareApp.optional().describe("Left out by a vendor without a CloudFlare app."),
};

interface Sections {
  readonly clevercloud?: CleverCloud | undefined;
  readonly cloudflareApp?: CloudFlareApp | undefined;
  readonly deployment: DeploymentSection;
}

/** What the sections have to agree on, with each other and with the deployment. */
export function marketplaceProblems({ clevercloud, cloudflareApp, deployment }: Sections): ConfigProblem[] {
  return [...cleverCloudProblems(clevercloud, deployment), ...cloudFlareAppProblems(cloudflareApp, deployment)];
}

/** The paths that the marketplaces call, by the key that sets each. */
export function marketplacePaths({ clevercloud, cloudflareApp }: Sections): Record<string, string | undefined> {
  return {
    "clevercloud.path": clevercloud?.path,
    "clevercloud.ssoPath": clevercloud?.ssoPath,
    "cloudflareApp.path": cloudflareApp?.path,
  };
}
