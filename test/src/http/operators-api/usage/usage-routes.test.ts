import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { billTenant, closePeriods } from "../../../../../src/fleet/metering/close-periods.ts";
import type { ServiceContext } from "../../../../../src/http/kernel/service-context.ts";
import { usageRoutes } from "../../../../../src/http/operators-api/usage/usage-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { addUsage } from "../../../../support/add-usage.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { MemoryLedger } from "../../../../support/memory-ledger.ts";
import { operatorOf } from "../../../../support/operator.ts";
import { testContext } from "../../../../support/service-context.ts";

const Page = z.object({ consumptions: z.array(z.unknown()), next: z.string().nullable() });
const UnbilledPage = z.object({ usage: z.array(z.unknown()), next: z.string().nullable() });
const november = new Date("2026-11-15T12:00:00Z");

describe.skipIf(!hasDatabase)("the metering API", () => {
  const store = useDatabase();
  let context: ServiceContext;
  let tenantId = "";
  beforeEach(async () => {
    const { db } = store.database;
    for (const table of ["consumptions", "usage", "tenants"] as const) {
      await db.deleteFrom(table).execute();
    }
    context = testContext({ db, ledger: new MemoryLedger(), now: () => november });
    tenantId = await addTenant(db, { source: "clevercloud", externalId: "addon_1" });
  });
  const setUp = async (scope: "read" | "write" = "write") => {
    const app = createApp(context, { groups: [usageRoutes(context)] });
    return { app, operator: await operatorOf(app, context, scope) };
  };
  const usage = (changes: Readonly<Record<string, unknown>> = {}) => ({
    method: "POST",
    body: { tenantId, period: "2026-11", reportKey: "k", cost: "12.50", ...changes },
  });

  it("accepts a report with 201, and its repetition with 200", async () => {
    const { operator } = await setUp();
    const answers = [await operator.call("/api/v1/usage", usage()), await operator.call("/api/v1/usage", usage())];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(await answers[0]?.json()).toEqual(usage().body);
  });

  it.each([
    [{ cost: 12.5 }, 400],
    [{ cost: "-1" }, 400],
    [{ cost: "1e3" }, 400],
    [{ period: "2026-13" }, 400],
    [{ reportKey: "" }, 400],
    [{ extra: 1 }, 400],
    [{ tenantId: "nobody" }, 404],
    [{ period: "2026-10" }, 409],
    [{ period: "2026-12" }, 422],
  ])("refuses %o with %i and a problem", async (changes, status) => {
    const { operator } = await setUp();
    const answer = await operator.call("/api/v1/usage", usage(changes));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  });

  it("is for operators: 401 without a token, 403 for changes with a token of scope read", async () => {
    const { app, operator } = await setUp("read");
    expect((await app.request("/api/v1/usage", { method: "POST" })).status).toBe(401);
    expect((await app.request("/api/v1/consumptions")).status).toBe(401);
    expect((await operator.call("/api/v1/usage", usage())).status).toBe(403);
    const resolve = { method: "POST", body: { outcome: "sent" } };
    expect((await operator.call("/api/v1/consumptions/addon_1/2026-11/resolve", resolve)).status).toBe(403);
    expect((await operator.call("/api/v1/consumptions")).status).toBe(200);
    expect((await app.request("/api/v1/usage/unbilled")).status).toBe(401);
    expect((await operator.call("/api/v1/usage/unbilled")).status).toBe(200);
  });

  it("lists billed consumptions page by page, and resolves unknown ones", async () => {
    const { db } = context;
    const { operator } = await setUp();
    for (const period of ["2026-10", "2026-11"]) {
      const row = { tenantId, period, reportKey: period, cost: "1.5", source: "api", reportedAt: november };
      await db.insertInto("usage").values(row).execute();
    }
    await closePeriods(db, { source: "clevercloud", now: new Date("2027-01-01T00:00:00Z"), graceHours: 0 });
    await db.updateTable("consumptions").set({ state: "unknown" }).where("period", "=", "2026-10").execute();

    const page = async (query: string) =>
      Page.parse(await (await operator.call(`/api/v1/consumptions?${query}`)).json());
    const first = await page("limit=1");
    expect(first).toMatchObject({
      consumptions: [{ addonId: "addon_1", period: "2026-11", state: "pending", cost: "1.5" }],
    });
    const second = await page(`limit=1&cursor=${encodeURIComponent(first.next ?? "")}`);
    expect(second).toMatchObject({ consumptions: [{ period: "2026-10", state: "unknown" }], next: null });
    const unknown = await page("state=unknown&period=2026-10");
    expect(unknown.consumptions).toHaveLength(1);

    const resolve = (path: string, outcome: string) =>
      operator.call(`/api/v1/consumptions/${path}/resolve`, { method: "POST", body: { outcome } });
    expect((await resolve("addon_1/2026-10", "maybe")).status).toBe(400);
    expect((await resolve("addon_2/2026-10", "sent")).status).toBe(404);
    expect((await resolve("addon_1/2026-11", "sent")).status).toBe(409);
    const resolved = await resolve("addon_1/2026-10", "not-sent");
    expect([resolved.status, await resolved.json()]).toMatchObject([200, { state: "pending", sentAt: null }]);
    const entry = await db.selectFrom("audit").selectAll().orderBy("seq", "desc").limit(1).executeTakeFirstOrThrow();
    expect(entry).toMatchObject({
      action: "consumption.resolve",
      tenantId,
      detail: { before: "unknown", outcome: "not-sent" },
    });
    expect(entry.actor).toMatch(/^operator:/);
  });

  it("lists unbilled usage page by page, by tenant and by state, including removed tenants", async () => {
    const { db } = context;
    const { operator } = await setUp("read");
    const gone = await addTenant(db, { source: "clevercloud", externalId: "addon_2", state: "removed" });
    await addUsage(db, { tenantId: gone, cost: "2.5", at: new Date("2026-10-31T23:00:00Z") });
    await billTenant(db, { source: "clevercloud", tenantId: gone });
    await db.updateTable("consumptions").set({ state: "refused" }).execute();
    await addUsage(db, { tenantId, cost: "3", at: november });

    const page = async (query: string) =>
      UnbilledPage.parse(await (await operator.call(`/api/v1/usage/unbilled?${query}`)).json());
    const refused = {
      ...{ tenantId: gone, tenantState: "removed", addonId: "addon_2", period: "2026-10", state: "refused" },
      ...{ cost: "2.5", since: "2026-10-31T23:00:00.000Z" },
    };
    const first = await page("limit=1");
    expect(first.usage).toEqual([refused]);
    const second = await page(`limit=1&cursor=${encodeURIComponent(first.next ?? "")}`);
    expect(second).toMatchObject({ usage: [{ tenantId, state: "counted", cost: "3" }], next: null });
    expect((await page("state=refused")).usage).toEqual([refused]);
    expect((await page(`tenantId=${tenantId}`)).usage).toMatchObject([{ addonId: "addon_1" }]);
    expect((await page("state=unknown")).usage).toEqual([]);
  });

  it.each(["state=sent", "cursor=1", "limit=0", "unbilled=true"])(
    "refuses the list of unbilled usage with ?%s",
    async (query) => {
      const { operator } = await setUp("read");
      expect((await operator.call(`/api/v1/usage/unbilled?${query}`)).status).toBe(400);
    },
  );
});
