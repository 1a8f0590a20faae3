import { answerChecks } from "../answer-checks.ts";
import type { Check } from "../check.ts";
import type { CloudflareAppMarketplace } from "./cloudflare-app-marketplace.ts";
import { requestChecks } from "./request-checks.ts";
import { subscriptionChecks } from "./subscription-checks.ts";
import { userChecks } from "./user-checks.ts";

/** All of CloudFlare's requirements for an application, in the order of the checks. */
export const cloudflareAppChecks: readonly Check<CloudflareAppMarketplace>[] = [
  ...userChecks,
  ...subscriptionChecks,
  ...requestChecks,
  ...answerChecks,
];
