import { z } from "zod";
import type { ConfigProblem } from "../config-problem.ts";
import { type DeploymentSection, planRule } from "../deployment-section.ts";
import { HttpUrl, Path, Text } from "../fields.ts";
import { LongSecret } from "../secret.ts";

/** The section `cloudflareApp`. */
export const CloudFlareApp = z.strictObject({
  path: Path.default("/cloudflare-app").describe("Path of the endpoint."),
  basic: z
    .strictObject({ user: Text, password: LongSecret })
    .optional()
    .describe("Basic credentials by which the caller proves itself."),
  pathSecret: LongSecret.regex(/^[\w-]+$/, "must be letters, digits, - and _")
    .optional()
    .describe("The same by a secret last segment of the path."),
  defaultPlan: Text.describe("The plan of a user without a subscription."),
  serviceUrl: HttpUrl.optional().describe(
    "Where the app's users sign in: the address that CloudFlare is given. Default: the panel.",
  ),
});
export type CloudFlareApp = z.infer<typeof CloudFlareApp>;

/** What CloudFlare's section has to agree on with the plans, and by which the caller has to prove itself. */
export function cloudFlareAppProblems(app: CloudFlareApp | undefined, deployment: DeploymentSection): ConfigProblem[] {
  if (app === undefined) {
    return [];
  }
  const isOpen = app.basic === undefined && app.pathSecret === undefined;
  const isSold = Object.hasOwn(deployment.plans, app.defaultPlan);
  return [
    ...(isSold ? [] : [{ key: "cloudflareApp.defaultPlan", what: planRule(deployment) }]),
    ...(isOpen ? [{ key: "cloudflareApp", what: "needs basic or pathSecret: without one anybody could call it" }] : []),
  ];
}
