import type { Check } from "../check.ts";
import type { CloudflareAppMarketplace } from "./cloudflare-app-marketplace.ts";
import { expectDone, expectEcho, expectNotDone } from "./judge-act.ts";

const page = 'CloudFlare\'s page, "Subscriptions"';

/** Omitted with --no-subscriptions: "Implementing subscriptions is optional". */
export const subscriptionChecks: readonly Check<CloudflareAppMarketplace>[] = [
  {
    id: "sub-start.answer",
    guarantee: 'a sub_start is answered with result "success", a msg, and all data of the request',
    standsFor: '"A sub_start request indicates that a user chose to subscribe to the service."',
    source: page,
    severity: "must",
    async run(market) {
      const subscription = await market.newSubscription();
      expectEcho(expectDone(await market.act(subscription), "a sub_start"), subscription, "a sub_start");
      return undefined;
    },
  },
  {
    id: "sub-start.without-zone",
    guarantee: "a subscription without a zone starts and ends",
    standsFor: '"user_zone -- Zone where the subscription is being added. [OPTIONAL]"',
    source: page,
    severity: "must",
    async run(market) {
      const { user_zone: _zone, ...subscription } = await market.newSubscription();
      const started = expectDone(await market.act(subscription), "a sub_start without a zone");
      expectEcho(started, subscription, "a sub_start without a zone");
      const ending = { ...subscription, act: "sub_end" };
      expectEcho(expectDone(await market.act(ending), "a sub_end without a zone"), ending, "a sub_end without a zone");
      return undefined;
    },
  },
  {
    id: "sub-start.unknown-plan",
    guarantee: 'a plan that the application does not know gets result "error" and a msg',
    standsFor: '"Plans offered are mutually agreed upon between CloudFlare and service provider."',
    source: page,
    severity: "must",
    async run(market) {
      const subscription = { ...(await market.newSubscription()), sub_plan: "simulated-unknown-plan" };
      expectNotDone(await market.act(subscription), "a sub_start of an unknown plan");
      return undefined;
    },
  },
  {
    id: "sub-start.missing-plan",
    guarantee: 'a sub_start without sub_plan gets result "error" and a msg',
    standsFor: '"sub_plan -- Type of subscription. [REQUIRED]"',
    source: page,
    severity: "must",
    async run(market) {
      const { sub_plan: _plan, ...rest } = await market.newSubscription();
      expectNotDone(await market.act(rest), "a sub_start without sub_plan");
      return undefined;
    },
  },
  {
    id: "sub-end.answer",
    guarantee:
      "a subscription ends, starts again and ends again, and each answer is a success with all data of the request",
    standsFor: '"A sub_end request is sent when the user decides to cancel the subscription."',
    source: page,
    severity: "must",
    async run(market) {
      const subscription = await market.newSubscription();
      const ending = { ...subscription, act: "sub_end" };
      for (const round of ["first", "second"]) {
        await market.act(subscription);
        expectEcho(expectDone(await market.act(ending), `the ${round} sub_end`), ending, `the ${round} sub_end`);
      }
      return undefined;
    },
  },
];
