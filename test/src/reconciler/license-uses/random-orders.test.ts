import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { hasDatabase } from "../../../support/database.ts";
import { runOrders } from "../../../support/license-orders.ts";

const isNightly = process.env.SCHEDULE_RUNS !== undefined;
const schedules = isNightly ? 120 : 6;
const timeout = isNightly ? 3_600_000 : 120_000;

describe.skipIf(!hasDatabase)("tenants that share owners and members", () => {
  it("agree with apifew on who uses which license after every order of changes", { timeout }, async () => {
    const given = process.env.ORDERS_SEED;
    const first = Number(given ?? Math.floor(Math.random() * 2 ** 31));
    process.stderr.write(`random orders of changes; again with ORDERS_SEED=${first}\n`);
    const seeds = Array.from({ length: given ? 1 : schedules }, (_, index) => first + index);
    for (const seed of seeds) {
      const { used, wanted, users, people, late, log } = await runOrders(seed);
      const isRight = late.length === 0 && isDeepStrictEqual([used, users], [wanted, people]);
      if (!isRight) process.stderr.write(`${log.join("\n")}\n`);
      expect(late, `tenants that do not converge, seed ${seed}`).toEqual([]);
      expect(used, `who uses whose license, seed ${seed}`).toEqual(wanted);
      expect(users, `users of the application, seed ${seed}`).toEqual(people);
    }
  });
});
