import { answerChecks } from "../answer-checks.ts";
import type { Check } from "../check.ts";
import type { CloudflareAppMarketplace } from "./cloudflare-app-marketplace.ts";
import { requestChecks } from "./request-checks.ts";
import { subscriptionChecks } from "./subscription-checks.ts";
import { userChecks } from "./user-checks.ts";

/** Everything that CloudFlare's application platform needs of an application, in the order in which it is tried. */
export const cloudflareAppChecks: readonly Check<CloudflareAppMarketplace>[] = [
  ...userChecks,
  ...subscriptionChecks,
  ...requestChecks,
  ...answerChecks,
];
