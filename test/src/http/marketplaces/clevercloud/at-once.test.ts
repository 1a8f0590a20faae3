import { describe, expect, test } from "vitest";
import { createApp } from "../../../../../src/process/app.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { useLedger } from "../../../../support/ledger.ts";
import { basic, cleverPassword, testContext } from "../../../../support/service-context.ts";

describe.skipIf(!hasDatabase)("concurrent orders", () => {
  const held = useLedger();

  test("of two hundred copies create one tenant, and all get the same answer", async () => {
    const statuses = await orderAll(Array.from({ length: 200 }, () => ({ addon_id: "addon_1", plan: "dev" })));

    expect([...statuses]).toEqual([[200, 200]]);
    expect(await tenantsOf("addon_1")).toHaveLength(1);
  });

  test("of two plans for one addon_id have one winner, and the other is a conflict", async () => {
    const orders = Array.from({ length: 100 }, (_, index) => ({
      addon_id: "addon_2",
      plan: index % 2 ? "dev" : "pro",
    }));

    const statuses = await orderAll(orders);

    expect(statuses).toEqual(
      new Map([
        [200, 50],
        [409, 50],
      ]),
    );
    expect(await tenantsOf("addon_2")).toHaveLength(1);
  });

  /** The number of answers with each status. All successes must be the same answer. */
  async function orderAll(orders: readonly object[]): Promise<Map<number, number>> {
    const app = createApp(testContext({ db: held.database.db, ledger: held.ledger }));
    const headers = { Authorization: basic("acme-addon", cleverPassword) };
    const answers = await Promise.all(
      orders.map((order) =>
        app.request("/clevercloud/resources", { method: "POST", headers, body: JSON.stringify(order) }),
      ),
    );
    const bodies = await Promise.all(answers.filter(({ ok }) => ok).map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    const byStatus = Map.groupBy(answers, ({ status }) => status);
    return new Map([...byStatus].sort(([left], [right]) => left - right).map(([status, all]) => [status, all.length]));
  }

  function tenantsOf(addonId: string) {
    return held.database.db.selectFrom("tenants").select("id").where("externalId", "=", addonId).execute();
  }
});
