import { z } from "zod";
import { type Check, expectThat, skip } from "../check.ts";
import { expectMessage, expectObject, expectRefusal } from "../judge-answer.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";

const page = 'Clever Cloud\'s page, "Plan change"';
const StringMap = z.record(z.string(), z.string());

/** Omitted with --no-plan-change: Clever Cloud's current page has no plan change. */
export const planChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "plan.change",
    guarantee: "a change to another plan is answered with a 2xx status and JSON, config as in provisioning",
    standsFor: '"config - The value for the new config map. Same constraints as in the provisioning response."',
    source: page,
    severity: "must",
    async run(market) {
      const otherPlan = expectPlanChange(market).otherPlan ?? skip("requires a second plan: use --other-plan");
      const { config, message } = expectObject(
        await market.changePlan(await market.newAddon(), otherPlan),
        `a change to the plan ${otherPlan}`,
      );
      expectThat(config === undefined || StringMap.safeParse(config).success, "config is not a map of texts");
      expectThat(message === undefined || typeof message === "string", "message is not a text");
      return undefined;
    },
  },
  {
    id: "plan.same",
    guarantee: "a change to the current plan is a success",
    standsFor: "a repeated call is not an error; Clever Cloud's own template of 2015 fails here",
    source: "CleverCloud/addon-provider-template; Heroku's best practices for partners",
    severity: "must",
    async run(market) {
      const { plan } = expectPlanChange(market);
      expectObject(await market.changePlan(await market.sharedAddon(), plan), `a change to the current plan ${plan}`);
      return undefined;
    },
  },
  {
    id: "plan.unknown",
    guarantee: "a change to a plan that the provider does not know is refused with a message",
    standsFor: '"message - A message displayed in our dashboard.": the customer must learn the reason',
    source: page,
    severity: "must",
    async run(market) {
      expectPlanChange(market);
      const answer = await market.changePlan(await market.sharedAddon(), "simulated-unknown-plan");
      expectRefusal(answer, "a change to an unknown plan");
      expectMessage(answer, "a change to an unknown plan");
      return undefined;
    },
  },
  {
    id: "plan.unknown-id",
    guarantee: "a plan change of an id that does not exist is refused",
    standsFor: '"addon_id - This is the same as the id field set in the response to the provisioning call."',
    source: page,
    severity: "must",
    async run(market) {
      const { plan } = expectPlanChange(market);
      const answer = await market.changePlan({ id: market.unknownId(), body: market.newOrder() }, plan);
      expectRefusal(answer, "a plan change of an unknown id");
      return undefined;
    },
  },
];

function expectPlanChange({ subject }: ClevercloudMarketplace) {
  if (!subject.dialect.planChange) {
    skip("the provider has no plan change (--no-plan-change)");
  }
  return subject;
}
