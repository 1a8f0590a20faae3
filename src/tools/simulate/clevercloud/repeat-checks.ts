import { isDeepStrictEqual } from "node:util";
import type { Answer } from "../caller.ts";
import { type Check, expectThat, miss, skip } from "../check.ts";
import { expectMessage, expectObject, expectRefusal, findObject, isSuccess } from "../judge-answer.ts";
import type { Addon, ClevercloudMarketplace } from "./clevercloud-marketplace.ts";

const atLeastOnce =
  "no page says when a call is repeated, so a repetition is always possible; a provider without a key on addon_id created a second resource";
const azimutt = "azimuttapp/azimutt, clever_cloud.ex; Heroku's contract says so in words";

/** Repeated and contradictory orders must not create a second add-on. */
export const repeatChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "provision.repeat",
    guarantee: "a repeated call gets the same id and config",
    standsFor: atLeastOnce,
    source: azimutt,
    severity: "must",
    async run(market) {
      const order = market.newOrder();
      const first = expectObject(await market.provision(order), "provisioning");
      const second = expectObject(await market.provision(order), "the same provisioning again");
      expectThat(first.id === second.id, `the repeated call created another add-on: ${show(first.id, second.id)}`);
      expectThat(isDeepStrictEqual(first.config, second.config), "the repeated call got another config");
      return undefined;
    },
  },
  {
    id: "provision.parallel",
    guarantee: "concurrent copies of one call create one add-on (--copies)",
    standsFor: atLeastOnce,
    source: azimutt,
    severity: "must",
    async run(market) {
      const order = market.newOrder();
      const calls = Array.from({ length: market.subject.copies }, () => market.provision(order));
      const settled = await Promise.allSettled(calls);
      const answers = settled.map((result) =>
        result.status === "fulfilled" ? result.value : miss(`${result.reason}`),
      );
      const ids = new Set(answers.map((answer) => expectObject(answer, "one of the copies").id));
      expectThat(ids.size === 1, `${calls.length} copies created ${ids.size} add-ons: ${show(...ids)}`);
      return undefined;
    },
  },
  {
    id: "provision.conflict",
    guarantee: "another plan under a known addon_id is refused and creates no second add-on",
    standsFor: "one key for two different orders is a conflict; the first order is not changed",
    source: "Open Service Broker API, Provisioning: 409 Conflict",
    severity: "must",
    async run(market) {
      const { otherPlan } = market.subject;
      if (otherPlan === undefined) {
        skip("requires a second plan: use --other-plan");
      }
      const addon = await market.newAddon();
      const answer = await market.provision({ ...addon.body, plan: otherPlan });
      expectNoSecond(addon, answer);
      expectRefusal(answer, "another plan under the same addon_id");
      const again = expectObject(await market.provision(addon.body), "the first order again");
      expectThat(String(again.id) === addon.id, `the first order got another id: ${show(addon.id, again.id)}`);
      return undefined;
    },
  },
  {
    id: "provision.unknown-plan",
    guarantee: "a plan that the provider does not know is refused with a message",
    standsFor: '"We send you the slug of the given plan": a plan that exists only in the dashboard must not be granted',
    source: 'Clever Cloud\'s page, "Provisioning"',
    severity: "must",
    async run(market) {
      const answer = await market.provision(market.newOrder({ plan: "simulated-unknown-plan" }));
      expectRefusal(answer, "an unknown plan");
      expectMessage(answer, "an unknown plan");
      return undefined;
    },
  },
  {
    id: "provision.missing-plan",
    guarantee: "an order without a plan, or with a plan that is not a text, is refused",
    standsFor: "a missing required field must be reported at the edge instead of failing later",
    source: 'Clever Cloud\'s page, "Provisioning": plan',
    severity: "must",
    async run(market) {
      expectRefusal(await market.provision(market.newOrder({ plan: null })), "an order whose plan is null");
      expectRefusal(
        await market.provision(market.newOrder({ plan: { slug: "x" } })),
        "an order whose plan is an object",
      );
      const { plan: _plan, ...rest } = market.newOrder();
      expectRefusal(await market.postRaw(JSON.stringify(rest)), "an order without a plan");
      return undefined;
    },
  },
  {
    id: "provision.malformed",
    guarantee: "a body that is not a JSON object is refused with a 4xx status",
    standsFor: "a caller's mistake is not a server failure: a 5xx raises alarms and is retried",
    source: "clevercloud-provider-go, run.go: 400 for what cannot be decoded",
    severity: "must",
    async run(market) {
      for (const body of ['{"addon_id": "addon_1", "plan": ', "plan=basic", "[]", '"text"', "null", ""]) {
        expectRefusal(await market.postRaw(body), `the body ${JSON.stringify(body)}`);
      }
      return undefined;
    },
  },
];

function expectNoSecond(addon: Addon, answer: Answer): void {
  const id = isSuccess(answer) ? findObject(answer)?.id : undefined;
  const isSecond = id !== undefined && String(id) !== addon.id;
  expectThat(!isSecond, `another plan under the same addon_id created a second add-on: ${show(addon.id, id)}`);
}

function show(...ids: readonly unknown[]): string {
  return ids.map((id) => JSON.stringify(id) ?? "none").join(", ");
}
