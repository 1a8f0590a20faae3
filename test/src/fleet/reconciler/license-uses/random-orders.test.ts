import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { runOrders } from "../../../../support/license-orders.ts";
import { scheduleRuns, scheduleSeed } from "../../../../support/schedule-settings.ts";

const seeds = Array.from({ length: scheduleRuns(6, 120) }, (_, index) => scheduleSeed + index);

describe.skipIf(!hasDatabase)("tenants that share owners and members", () => {
  // Each in a test of its own, so that its connections are closed before the next one.
  it.each(seeds)(
    "agree with apifew on who uses which license after random orders, SCHEDULE_SEED=%i SCHEDULE_RUNS=1",
    {
      timeout: 120_000,
    },
    async (seed) => {
      const { used, wanted, users, people, late, log } = await runOrders(seed);
      const isRight = late.length === 0 && isDeepStrictEqual([used, users], [wanted, people]);
      if (!isRight) process.stderr.write(`${log.join("\n")}\n`);
      expect(late, "tenants that do not converge").toEqual([]);
      expect(used, "who uses whose license").toEqual(wanted);
      expect(users, "users of the application").toEqual(people);
    },
  );
});
