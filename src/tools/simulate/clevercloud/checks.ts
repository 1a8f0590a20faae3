import { answerChecks } from "../answer-checks.ts";
import type { Check } from "../check.ts";
import { browserChecks } from "./browser-checks.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { credentialChecks } from "./credential-checks.ts";
import { deprovisionChecks } from "./deprovision-checks.ts";
import { planChecks } from "./plan-checks.ts";
import { provisionChecks } from "./provision-checks.ts";
import { repeatChecks } from "./repeat-checks.ts";
import { signInChecks } from "./sign-in-checks.ts";
import { signInRefusalChecks } from "./sign-in-refusal-checks.ts";

/** All of Clever Cloud's requirements for a provider, in the order of the checks. */
export const clevercloudChecks: readonly Check<ClevercloudMarketplace>[] = [
  ...provisionChecks,
  ...repeatChecks,
  ...credentialChecks,
  ...planChecks,
  ...signInChecks,
  ...signInRefusalChecks,
  ...browserChecks,
  ...deprovisionChecks,
  ...answerChecks,
];
