import { z } from "zod";
import type { ConfigProblem } from "../config-problem.ts";
import { type DeploymentSection, planRule } from "../deployment-section.ts";
import { HttpUrl, Path, Text } from "../fields.ts";
import { LongSecret } from "../secret.ts";

/** The section `cloudflareApp`. */
export const CloudFlareApp = z.strictObject({
  path: Path.default("/cloudflare-app").describe("Path of the endpoint."),
  basic: z
    .strictObject({ user: Text, password: LongSecret.describe("The password of the caller.") })
    .optional()
    .describe("Basic credentials of the caller."),
  pathSecret: LongSecret.regex(/^[\w-]+$/, "must be letters, digits, - and _")
    .optional()
    .describe("A secret last segment of the path, as an alternative to basic credentials."),
  defaultPlan: Text.describe("The plan of a user who has no subscription."),
  serviceUrl: HttpUrl.optional().describe("URL that CloudFlare gets as the app's sign-in page. Default: the panel."),
});
export type CloudFlareApp = z.infer<typeof CloudFlareApp>;

/** Rules between CloudFlare's section and the plans, and the requirement of credentials. */
export function cloudFlareAppProblems(app: CloudFlareApp | undefined, deployment: DeploymentSection): ConfigProblem[] {
  if (app === undefined) {
    return [];
  }
  const isOpen = app.basic === undefined && app.pathSecret === undefined;
  const isSold = Object.hasOwn(deployment.plans, app.defaultPlan);
  return [
    ...(isSold ? [] : [{ key: "cloudflareApp.defaultPlan", what: planRule(deployment) }]),
    ...(isOpen
      ? [{ key: "cloudflareApp", what: "requires basic or pathSecret: without one, anyone could call it" }]
      : []),
  ];
}
