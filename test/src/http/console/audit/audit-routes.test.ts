import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { alter, provision } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

describe.skipIf(!hasDatabase)("the console's audit log", () => {
  const fixture = useConsole();

  test("lists actors, actions and tenants, filtered by the query", async () => {
    const { ledger } = fixture.context;
    const id = await ledger.submit(provision("addon_audited"));
    await ledger.submit(alter("addon_audited", { plan: "large" }));
    const operator = await fixture.operator("read");
    const page = await operator.read("/console/audit");
    expect(page).toMatch(/Clever Cloud.*Ordered/s);
    expect(page).toContain("operator test");
    expect(page).toContain("Signed in");
    const narrowed = await operator.read(`/console/audit?actor=operator%3Atest&tenant=${id}`);
    expect(narrowed).toMatch(/class="nowrap">Changed<\/td>/);
    expect(rowsOn(narrowed)).toBe(1);
    expect(await operator.read("/console/audit?actor=nobody")).toContain("No matching entries.");
    expect(await operator.read("/console/audit?since=yesterday&before=x")).toContain("Signed in");
  });

  test("has pages of fifty", async () => {
    const { ledger } = fixture.context;
    for (let index = 0; index < 60; index += 1) {
      await ledger.submit(provision(`addon_${index}`));
    }
    const operator = await fixture.operator("read");
    const page = await operator.read("/console/audit?action=provision");
    expect(rowsOn(page)).toBe(50);
    const next = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(rowsOn(await operator.read(next))).toBe(11);
  });

  test("is verified at the request of an operator with scope write", async () => {
    const [reader, operator] = [await fixture.operator("read"), await fixture.operator()];
    expect(await reader.read("/console/audit")).not.toContain("Verify now");
    expect((await reader.post("/console/audit/verify")).status).toBe(403);
    expect(await operator.read("/console/audit")).toContain("The log's hash chain has not been verified");
    await operator.submit("/console/audit/verify");
    await expect.poll(() => operator.read("/console/audit")).toContain("The log is intact:");
    expect(await operator.read("/console/audit")).toContain(`requested by operator ${operator.name}`);
  });

  test("reveals changed entries and a removed end", async () => {
    const { db } = fixture.context;
    const operator = await fixture.operator();
    await operator.submit("/console/audit/verify");
    await expect.poll(() => operator.read("/console/audit")).toContain("The log is intact:");
    await sql`alter table audit disable trigger audit_append_only`.execute(db);
    await sql`delete from audit where seq = (select max(seq) from audit)`.execute(db);
    await operator.submit("/console/audit/verify");
    await expect.poll(() => operator.read("/console/audit")).toContain("The log was tampered with at entry");
    await sql`update audit set actor = 'nobody' where seq = 2`.execute(db);
    await operator.submit("/console/audit/verify");
    await expect.poll(() => operator.read("/console/audit")).toContain("tampered with at entry 2:");
  });
});

function rowsOn(page: string): number {
  return page.split('<td data-name="Entry"').length - 1;
}
