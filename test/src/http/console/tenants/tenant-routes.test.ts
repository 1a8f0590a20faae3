import { describe, expect, test } from "vitest";
import { verifyChain } from "../../../../../src/core/ledger/audit-chain.ts";
import { billTenant } from "../../../../../src/fleet/metering/close-periods.ts";
import { listDueShards } from "../../../../../src/fleet/reconciler/shard/list-shards.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { addUsage } from "../../../../support/add-usage.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { readAudit } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

const actions = ["retry", "suspend", "resume", "plan", "remove"] as const;

describe.skipIf(!hasDatabase)("the console's page of one tenant", () => {
  const fixture = useConsole();
  const tenantOf = (id: string) =>
    fixture.context.db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const lastEntry = async (id: string) => {
    const entries = fixture.context.db.selectFrom("audit").selectAll().where("tenantId", "=", id);
    return entries.orderBy("seq", "desc").executeTakeFirst();
  };

  test("suspends and resumes it in the operator's name, and confirms it", async () => {
    const id = await addTenant(fixture.context.db, { plan: "pro" });
    const kept = [{ hostname: "kept.acme.com", ssl: { method: "http" } }];
    const desired = JSON.stringify({ members: [], hostnames: kept, counters: {} });
    await fixture.context.db.updateTable("tenants").set({ desired }).where("id", "=", id).execute();
    const operator = await fixture.operator();
    const asked = await operator.read(`/console/tenants/${id}/suspend`);
    expect(asked).toContain("can no longer use the licenses at apifew");
    expect(asked).toContain("Kept at Cloudflare with their certificates: kept.acme.com.");
    expect(await operator.submit(`/console/tenants/${id}/suspend`, { reason: " " })).toContain(
      "The tenant was not suspended.",
    );
    expect((await tenantOf(id)).state).toBe("active");
    const reason = "two unpaid invoices";
    expect(await operator.submit(`/console/tenants/${id}/suspend`, { reason })).toContain("The tenant is suspended.");
    expect((await tenantOf(id)).state).toBe("suspended");
    const suspended = { actor: `operator:${operator.name}`, action: "suspend", detail: { reason } };
    expect(await lastEntry(id)).toMatchObject(suspended);
    expect(await operator.submit(`/console/tenants/${id}/resume`)).toContain("The tenant is active again");
    expect(await tenantOf(id)).toMatchObject({ state: "active", generation: 3 });
    expect(await lastEntry(id)).toMatchObject({ actor: `operator:${operator.name}`, action: "resume" });
  });

  test("retries it at once: the back-off is cleared, and its shard is due", async () => {
    const { db } = fixture.context;
    const id = await failingTenant("shard-09");
    expect(await listDueShards(db, new Date())).not.toContain("shard-09");
    const operator = await fixture.operator();
    expect(await operator.read(`/console/tenants/${id}`)).toContain("Failed 7 times in a row");
    expect(await operator.submit(`/console/tenants/${id}/retry`)).toContain(
      "Retry requested. It starts within a few seconds",
    );
    expect(await db.selectFrom("attempts").selectAll().where("tenantId", "=", id).execute()).toEqual([]);
    expect(await listDueShards(db, new Date())).toContain("shard-09");
    expect(await lastEntry(id)).toMatchObject({
      actor: `operator:${operator.name}`,
      action: "retry",
      detail: { failures: 7 },
    });
    expect(await verifyChain(await readAudit({ db }))).toMatchObject({ isIntact: true });
  });

  test("shows its unbilled usage, even after its removal, and nothing if all is billed", async () => {
    const { db } = fixture.context;
    const id = await addTenant(db, { source: "clevercloud", state: "removed" });
    const operator = await fixture.operator("read");
    expect(await operator.read(`/console/tenants/${id}`)).not.toContain("Unbilled usage");
    await addUsage(db, { tenantId: id, cost: "2.5", at: new Date("2026-10-20T08:00:00Z") });
    await billTenant(db, { source: "clevercloud", tenantId: id });
    const waiting = await operator.read(`/console/tenants/${id}`);
    expect(waiting).toMatch(/Unbilled usage.*2026-10.*Pending.*2\.5/s);
    expect(waiting).not.toContain("resolve the consumption");
    await db.updateTable("consumptions").set({ state: "unknown" }).where("tenantId", "=", id).execute();
    const unknown = await operator.read(`/console/tenants/${id}`);
    expect(unknown).toMatch(/Unbilled usage.*2026-10.*Unknown.*2\.5/s);
    expect(unknown).toContain("resolve the consumption");
  });

  test("does not retry a converged tenant, and says why", async () => {
    const id = await addTenant(fixture.context.db);
    const operator = await fixture.operator();
    expect(await operator.read(`/console/tenants/${id}`)).not.toContain("Retry now");
    expect(await operator.submit(`/console/tenants/${id}/retry`)).toContain("There is nothing to retry");
    expect(await lastEntry(id)).toBeUndefined();
  });

  test("changes its plan to one that is sold and large enough, or gives the reason for the refusal", async () => {
    const id = await addTenant(fixture.context.db, { plan: "pro" });
    const operator = await fixture.operator();
    expect(await operator.submit(`/console/tenants/${id}/plan`, { plan: "dev" })).toContain("The plan is now dev.");
    expect((await tenantOf(id)).plan).toBe("dev");
    expect(await operator.submit(`/console/tenants/${id}/plan`, { plan: "gold" })).toMatch(
      /role="alert".*plan must be one of/s,
    );
    expect((await tenantOf(id)).plan).toBe("dev");
  });

  test("removes it after its id is typed, and asks again for any other text", async () => {
    const id = await addTenant(fixture.context.db, { plan: "pro" });
    const operator = await fixture.operator();
    expect(await operator.read(`/console/tenants/${id}/remove`)).toContain("cannot be undone");
    for (const confirm of ["", "yes", id.toUpperCase()]) {
      const answer = await operator.post(`/console/tenants/${id}/remove`, { confirm });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain("The tenant was not removed.");
    }
    expect((await tenantOf(id)).state).toBe("active");
    expect(await operator.submit(`/console/tenants/${id}/remove`, { confirm: ` ${id} ` })).toContain(
      "The tenant is being removed.",
    );
    expect(await tenantOf(id)).toMatchObject({ state: "removed", observedGeneration: 1 });
    const page = await operator.submit(`/console/tenants/${id}/suspend`, { reason: "too late" });
    expect(page).toContain("The tenant was removed.");
    expect(page).not.toContain("Suspend</button>");
  });

  test("shows no buttons to a token of scope read, and refuses its changes", async () => {
    const id = await addTenant(fixture.context.db, { plan: "pro" });
    const operator = await fixture.operator("read");
    const page = await operator.read(`/console/tenants/${id}`);
    expect(page).toContain("(read only)");
    for (const action of actions) {
      expect(page).not.toContain(`/${action}"`);
      const answer = await operator.post(`/console/tenants/${id}/${action}`, { confirm: id, plan: "dev" });
      expect(answer.status, action).toBe(403);
      expect(await answer.text()).toContain("require a token with scope write");
    }
    expect((await operator.get(`/console/tenants/${id}/remove`)).status).toBe(403);
    expect(await tenantOf(id)).toMatchObject({ state: "active", plan: "pro", generation: 1 });
  });

  test("ignores a form from another site", async () => {
    const id = await addTenant(fixture.context.db);
    const operator = await fixture.operator();
    const headers = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
    for (const action of actions) {
      expect((await operator.post(`/console/tenants/${id}/${action}`, { confirm: id }, headers)).status).toBe(403);
    }
    expect(await tenantOf(id)).toMatchObject({ state: "active", generation: 1 });
  });

  test("with an unknown id is a page that says so", async () => {
    const operator = await fixture.operator();
    const answers = [
      await operator.get("/console/tenants/nobody"),
      ...(await Promise.all(
        actions.map((action) => operator.post(`/console/tenants/nobody/${action}`, { confirm: "nobody", plan: "dev" })),
      )),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain("Page not found");
    }
  });

  async function failingTenant(shard: string): Promise<string> {
    const { db } = fixture.context;
    const id = await addTenant(db);
    const retryAt = new Date(Date.now() + 1_500_000);
    await db.updateTable("tenants").set({ generation: 2, shard }).where("id", "=", id).execute();
    await db.insertInto("attempts").values({ tenantId: id, generation: 2, failures: 7, retryAt }).execute();
    return id;
  }
});
