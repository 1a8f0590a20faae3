import { type Check, expectThat } from "../check.ts";
import { describe, expectStatus, isSuccess } from "../judge-answer.ts";
import type { ClevercloudMarketplace } from "./clevercloud-marketplace.ts";
import { isGone } from "./take-back.ts";

const page = 'Clever Cloud\'s page, "Deprovisioning"';

/** An add-on can be deleted, and its deletion can be repeated. */
export const deprovisionChecks: readonly Check<ClevercloudMarketplace>[] = [
  {
    id: "deprovision.answer",
    guarantee: "a deprovisioning is answered 200 or 204",
    standsFor: '"Response Status: 200"; Clever Cloud\'s own SDK answers 204',
    source: `${page}; clevercloud-provider-go, run.go`,
    severity: "must",
    async run(market) {
      const answer = await market.deprovision((await market.newAddon()).id);
      const isPlain = answer.status === 200 || answer.status === 204;
      expectThat(isPlain, `deprovisioning was answered ${describe(answer)}`);
      return undefined;
    },
  },
  {
    id: "deprovision.repeat",
    guarantee: "a second deprovisioning succeeds, or has the answer given by --repeat-delete",
    standsFor: "a call is repeated after a lost answer, and no page says what 410 does to the customer's deletion",
    source: `${page} is silent; Open Service Broker API, Deprovisioning: 410`,
    severity: "must",
    async run(market) {
      const { repeatDelete } = market.subject.dialect;
      const { id } = await market.newAddon();
      const first = await market.deprovision(id);
      expectThat(isSuccess(first), `deprovisioning was answered ${describe(first)}`);
      const second = await market.deprovision(id);
      if (repeatDelete !== "success") {
        expectStatus(second, repeatDelete, "a second deprovisioning");
      }
      expectThat(
        repeatDelete !== "success" || isSuccess(second),
        `a second deprovisioning was answered ${describe(second)}; if this is intended, use --repeat-delete`,
      );
      return undefined;
    },
  },
  {
    id: "deprovision.unknown-id",
    guarantee: "a deprovisioning of an id that never existed is answered 2xx, 404 or 410",
    standsFor: "the marketplace repeats a deletion until it understands the answer",
    source: "Open Service Broker API, Orphan Mitigation",
    severity: "must",
    async run(market) {
      const answer = await market.deprovision(market.unknownId());
      expectThat(isGone(answer), `a deprovisioning of an unknown id was answered ${describe(answer)}`);
      return undefined;
    },
  },
];
