import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { describe, expect, it } from "vitest";
import { loginSpellings } from "../../../../../src/core/db/migrations/0021-login-spellings.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { type ModelParts, modelParts, runToTheEnd, whoUsesWhat } from "../../../../support/license-orders.ts";
import { type ReconcilerHarness, startReconcilerHarness, type Wish } from "../../../../support/reconciler-harness.ts";

const [basic, pro] = ["ABCDEF1234567890", "ABCDEF1234567891"];

/** Runs the tenants' program as a version did that had each tenant call apifew in its own spelling. */
async function runAsBefore(harness: ReconcilerHarness, parts: ModelParts, externalId: string, wish: Wish) {
  await harness.want(externalId, wish);
  await runToTheEnd(harness, parts);
  await harness.database.db.deleteFrom("loginSpellings").execute();
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
      const harness = await startReconcilerHarness({ seed: { apifew: { loginCase } } });
      const parts = await modelParts(harness);
      await runAsBefore(harness, parts, "one", {
        login: "Ann@acme.com",
        plan: "basic",
        members: ["ben@acme.com"],
        licenses: 2,
      });
      await runAsBefore(harness, parts, "two", {
        login: "ann@acme.com",
        plan: "pro",
        members: ["BEN@acme.com"],
        licenses: 2,
      });
      const usersBefore = (await whoUsesWhat(harness)).users.length;
      expect(usersBefore).toBe(loginCase === "folded" ? 2 : 4);

      await upgrade(harness);
      const settled = async () => {
        await runToTheEnd(harness, parts);
        expect(await Promise.all((await harness.unconverged()).map((id) => harness.condition(id, "Ready")))).toEqual(
          [],
        );
        return { ...(await whoUsesWhat(harness)), spelt: (await harness.vendors()).users };
      };
      const use = (pricing = "") => [
        `ann@acme.com uses ${pricing} of ann@acme.com`,
        `ben@acme.com uses ${pricing} of ann@acme.com`,
      ];
      const users = ["ann@acme.com", "ben@acme.com"];
      const spelt = ["Ann@acme.com", "ben@acme.com"];
      expect(await settled()).toEqual({ used: use(basic), users, spelt });
      await harness.want("one", { state: "removed" });
      expect(await settled()).toEqual({ used: use(pro), users, spelt });
      await harness.want("two", { plan: "basic" });
      expect(await settled()).toEqual({ used: use(basic), users, spelt });
      await harness.want("two", { state: "removed" });
      expect(await settled()).toEqual({ used: [], users: [], spelt: [] });
    });
  },
);
