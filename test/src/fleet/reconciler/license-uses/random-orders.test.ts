import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { type LoginCase, runOrders } from "../../../../support/license-orders.ts";
import { scheduleRuns, scheduleSeed } from "../../../../support/schedule-settings.ts";

const modes: readonly LoginCase[] = ["distinguished", "folded"];
const seeds = Array.from({ length: scheduleRuns(3, 200) }, (_, index) => scheduleSeed + index);

describe.skipIf(!hasDatabase).each(modes)(
  "tenants that share owners and members (letter case %s by apifew)",
  (mode) => {
    // One test each, so that its connections are closed before the next one.
    it.each(seeds)(
      "agree with apifew, in any spelling of the logins, on who uses which license after random orders, SCHEDULE_SEED=%i SCHEDULE_RUNS=1",
      {
        timeout: 120_000,
      },
      async (seed) => {
        const { used, expected, users, people, late, log } = await runOrders(seed, mode);
        const isRight = late.length === 0 && isDeepStrictEqual([used, users], [expected, people]);
        if (!isRight) {
          process.stderr.write(`${log.join("\n")}\n`);
        }
        expect(late, "tenants that do not converge").toEqual([]);
        expect(used, "license uses").toEqual(expected);
        expect(users, "users of the application").toEqual(people);
      },
    );
  },
);
