import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { describe, expect, it } from "vitest";
import { loginSpellings } from "../../../../../src/core/db/migrations/0021-login-spellings.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { type ModelParts, modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { type ReconcilerHarness, startReconcilerHarness, type Wish } from "../../../../support/reconciler-harness.ts";

const [basic, pro] = ["ABCDEF1234567890", "ABCDEF1234567891"];

/** Runs the tenants' program as a version did that had each tenant call apifew in its own spelling. */
async function runAsBefore(world: ReconcilerHarness, parts: ModelParts, externalId: string, wish: Wish) {
  await world.want(externalId, wish);
  await runToTheEnd(world, parts);
  await world.database.db.deleteFrom("loginSpellings").execute();
}

const migration: Migration = loginSpellings;

async function upgrade({ database: { db } }: ReconcilerHarness) {
  await sql`drop table login_spellings`.execute(db);
  await db.transaction().execute((transaction) => migration.up(transaction));
}

describe.skipIf(!hasDatabase).each(["distinguished", "folded"] as const)(
  "tenants that an earlier version ran in two spellings of one person, letter case %s by apifew",
  (loginCase) => {
    it("converge to one user with one license, and hand it over", async () => {
      const world = await startReconcilerHarness({ seed: { apifew: { loginCase } } });
      const parts = await modelParts(world);
      await runAsBefore(world, parts, "one", {
        login: "Ann@acme.com",
        plan: "basic",
        members: ["ben@acme.com"],
        licenses: 2,
      });
      await runAsBefore(world, parts, "two", {
        login: "ann@acme.com",
        plan: "pro",
        members: ["BEN@acme.com"],
        licenses: 2,
      });
      const usersBefore = (await whoUsesWhat(world)).users.length;
      expect(usersBefore).toBe(loginCase === "folded" ? 2 : 4);

      await upgrade(world);
      const settled = async () => {
        await runToTheEnd(world, parts);
        expect(await Promise.all((await world.unconverged()).map((id) => world.condition(id, "Ready")))).toEqual([]);
        return { ...(await whoUsesWhat(world)), spelt: (await world.vendors()).users };
      };
      const use = (pricing = "") => [
        `ann@acme.com uses ${pricing} of ann@acme.com`,
        `ben@acme.com uses ${pricing} of ann@acme.com`,
      ];
      const users = ["ann@acme.com", "ben@acme.com"];
      const spelt = ["Ann@acme.com", "ben@acme.com"];
      expect(await settled()).toEqual({ used: use(basic), users, spelt });
      await world.want("one", { state: "removed" });
      expect(await settled()).toEqual({ used: use(pro), users, spelt });
      await world.want("two", { plan: "basic" });
      expect(await settled()).toEqual({ used: use(basic), users, spelt });
      await world.want("two", { state: "removed" });
      expect(await settled()).toEqual({ used: [], users: [], spelt: [] });
    });
  },
);
