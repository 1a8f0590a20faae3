import { beforeAll, describe, expect, test } from "vitest";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { seedFleet } from "../../../../support/seed-fleet.ts";
import { useConsole } from "../console-fixture.ts";

const now = new Date("2026-11-22T08:30:00Z");
const fleetSize = 230;

describe.skipIf(!hasDatabase)("the console's tenants", () => {
  const fixture = useConsole({ start: now });
  let ids: readonly string[] = [];
  beforeAll(async () => {
    ids = await seedFleet(fixture.context.db, { tenants: fleetSize, history: 1, now });
  });

  test("are paged, and each is on one page", async () => {
    const operator = await fixture.operator("read");
    const seen: string[] = [];
    let path: string | undefined = "/console/tenants";
    for (let pages = 0; path !== undefined && pages < 10; pages += 1) {
      const page: string = await operator.read(path);
      seen.push(...idsOn(page));
      path = /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    }
    expect(seen).toHaveLength(fleetSize);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test.each([
    ["state=suspended", 6],
    ["state=removed", 10],
    ["source=cloudflare-app", 46],
    ["plan=Team+2", 76],
    ["condition=unconverged", 3],
    ["condition=failing", 2],
    ["condition=Ready%3Afalse", 3],
    ["condition=HostnamesActive%3Afalse&state=active", 11],
    ["text=owner-17%40", 1],
    ["text=nobody", 0],
    ["state=suspended&source=direct", 0],
    ["state=nonsense&condition=nonsense", fleetSize],
  ])("filtered by %s are %i, on every page of the list", async (query, count) => {
    const operator = await fixture.operator("read");
    const page = await operator.read(`/console/tenants?${query}`);
    expect(page).toContain(`<p class="quiet">${count} ${count === 1 ? "tenant" : "tenants"}</p>`);
    expect(idsOn(page)).toHaveLength(Math.min(count, 50));
    if (count === 0) {
      expect(page).toContain("No matching tenants.");
    }
  });

  test("keep the filters on the next page, and show the chosen ones", async () => {
    const operator = await fixture.operator("read");
    const page = await operator.read("/console/tenants?plan=pro&text=customer");
    expect(page).toMatch(/<option value="pro" selected>/);
    expect(page).toMatch(/rel="next" href="\/console\/tenants\?text=customer&amp;plan=pro&amp;cursor=/);
  });

  test("with an invalid cursor are refused with the reason", async () => {
    const operator = await fixture.operator("read");
    const answer = await operator.get("/console/tenants?cursor=nonsense");
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("the cursor must be the value of next from an earlier page");
  });

  test("are shown as text, even if their names contain HTML", async () => {
    await addTenant(fixture.context.db, { externalId: "<script>alert(1)</script>" });
    const operator = await fixture.operator("read");
    const page = await operator.read("/console/tenants?text=alert");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<script>alert");
  });
});

function idsOn(page: string): string[] {
  return [...page.matchAll(/<a class="line" href="\/console\/tenants\/([a-z]{26})"/g)].map(([, id = ""]) => id);
}
