import type { ConfigProblem } from "../config-problem.ts";
import type { DeploymentSection } from "../deployment-section.ts";
import { CleverCloud, cleverCloudProblems } from "./clevercloud.ts";
import { CloudFlareApp, cloudFlareAppProblems } from "./cloudflare-app.ts";

/** The marketplaces' sections of marketplane.yaml. */
export const marketplaceSections = {
  clevercloud: CleverCloud.optional().describe("Clever Cloud's marketplace. Leave out if you do not sell there."),
  cloudflareApp: CloudFlareApp.optional().describe("The CloudFlare app. Leave out if you have none."),
};

interface Sections {
  readonly clevercloud?: CleverCloud | undefined;
  readonly cloudflareApp?: CloudFlareApp | undefined;
  readonly deployment: DeploymentSection;
}

/** Rules between the sections, and between them and the deployment. */
export function marketplaceProblems({ clevercloud, cloudflareApp, deployment }: Sections): ConfigProblem[] {
  return [...cleverCloudProblems(clevercloud, deployment), ...cloudFlareAppProblems(cloudflareApp, deployment)];
}

/** The paths that the marketplaces call, by their settings' keys. */
export function marketplacePaths({ clevercloud, cloudflareApp }: Sections): Record<string, string | undefined> {
  return {
    "clevercloud.path": clevercloud?.path,
    "clevercloud.ssoPath": clevercloud?.ssoPath,
    "cloudflareApp.path": cloudflareApp?.path,
  };
}
