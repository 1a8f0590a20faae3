import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json, type Relay } from "../mutant.ts";
import { setUp, simulate } from "./simulated-run.ts";

const lost = () => Promise.reject(new TypeError("fetch failed"));
const isOrder = ({ method, url }: Request) => method === "POST" && url.endsWith("/resources");

describe("what a run created is deleted", () => {
  test("even if the answer was lost, so that the id is unknown", async () => {
    let count = 0;
    const relay: Relay = async (request, forward) => {
      const response = await forward(request);
      count += isOrder(request) ? 1 : 0;
      return isOrder(request) && count === 1 ? lost() : response;
    };
    const { report, provider, failed } = await simulate({ relay });
    expect(failed).toEqual(["provision.answer"]);
    expect(report.leftBehind).toEqual([]);
    expect(provider.present()).toEqual([]);
  });

  test("even if the provider created several add-ons for one order", async () => {
    const { provider, market } = setUp({ rules: { isSameOrder: () => false } });
    const order = market.newOrder();
    for (let copy = 0; copy < 3; copy += 1) {
      await market.provision(order);
    }
    expect(provider.present()).toHaveLength(3);
    expect(await market.cleanUp()).toEqual([]);
    expect(provider.present()).toEqual([]);
  });

  test("even if it takes three attempts", async () => {
    let failures = 2;
    const relay: Relay = (request, forward) =>
      request.method === "DELETE" && failures-- > 0 ? lost() : forward(request);
    const { provider, market } = setUp({ relay });
    await market.newAddon();
    expect(await market.cleanUp()).toEqual([]);
    expect(provider.present()).toEqual([]);
  });

  test("but a deprovisioning with wrong credentials does not count", async () => {
    const relay: Relay = async (request, forward) => {
      const response = await forward(request);
      return request.method === "DELETE" && response.status === 401 ? json({}) : response;
    };
    const { provider, market } = setUp({ relay });
    const { id } = await market.newAddon();
    await market.deprovision(id, { credentials: "wrong-password" });
    await market.cleanUp();
    expect(provider.present()).toEqual([]);
  });
});

describe("what cannot be deleted is reported", () => {
  test("by both ids, with the reason", async () => {
    const relay: Relay = async (request, forward) => (request.method === "DELETE" ? json({}, 500) : forward(request));
    const { provider, market } = setUp({ relay });
    const { id, body } = await market.newAddon();
    const reason = `${body.addon_id}, which the provider calls ${id}: its deprovisioning was answered 500`;
    expect(await market.cleanUp()).toEqual([reason]);
    expect(provider.present()).toHaveLength(1);
  });

  test("as uncertain, if no order was answered clearly", async () => {
    const { market } = setUp({ relay: lost });
    const order = market.newOrder();
    await expect(market.provision(order)).rejects.toThrow("no answer");
    expect(await market.cleanUp()).toEqual([`perhaps ${order.addon_id}: its provisioning was never clearly answered`]);
  });

  test("with any faults of a provider, every remaining add-on is reported", async () => {
    const fault = fc.constantFrom("none", "none", "none", "lost before", "lost after", "500 before", "500 after");
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fault), async (faults) => {
        const relay: Relay = async (request, forward) => {
          const [kind, when] = String(faults.next().value).split(" ");
          if (kind === "none") {
            return forward(request);
          }
          if (when === "after") {
            await forward(request);
          }
          return kind === "lost" ? lost() : json({ message: "Oh" }, 500);
        };
        const { report, provider } = await simulate({ relay });
        const named = report.leftBehind.join("\n");
        expect(provider.present().filter(({ addonId }) => !named.includes(addonId))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
