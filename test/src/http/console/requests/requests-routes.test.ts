import type { Insertable } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { RequestTable } from "../../../../../src/core/db/tables/log-tables.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { readAudit } from "../../../../support/ledger.ts";
import { useConsole } from "../console-fixture.ts";

const order = JSON.stringify({
  addon_id: "addon_replayed",
  owner_id: "user_1",
  region: "EU",
  plan: "pro",
  callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_replayed",
});

describe.skipIf(!hasDatabase)("the console's requests", () => {
  const fixture = useConsole();
  let count = 0;
  const insert = async (request: Partial<Insertable<RequestTable>> = {}) => {
    count += 1;
    const id = `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
    const row = {
      ...{ id, at: fixture.clock.now, marketplace: "clevercloud", method: "POST", path: "/clevercloud/resources" },
      ...{
        route: "/clevercloud/resources",
        tenantId: "abc",
        headers: JSON.stringify({ "content-type": "application/json" }),
      },
      ...{ body: order, status: 200, answer: '{"id":"abc"}', durationMs: 4, replayOf: null },
      ...request,
    };
    await fixture.context.db.insertInto("requests").values(row).execute();
    return id;
  };

  beforeEach(async () => {
    await fixture.context.db.deleteFrom("requests").execute();
  });

  test("are listed, and filtered by sender, answer, path and tenant", async () => {
    const reader = await fixture.operator("read");
    expect(await reader.read("/console/requests")).toContain("No requests yet.");
    await insert();
    await insert({ marketplace: null, route: null, path: "/wp-login.php", status: 404, tenantId: null });
    const all = await reader.read("/console/requests");
    expect(all).toMatch(/Clever Cloud/);
    expect(all).toMatch(/wp-login\.php.*no route.*404 refused/s);
    for (const query of ["marketplace=clevercloud", "status=2xx", "status=200", "route=served", "tenant=abc"]) {
      expect(await reader.read(`/console/requests?${query}`), query).not.toContain("wp-login");
    }
    for (const query of ["status=4xx", "route=stray"]) {
      expect(await reader.read(`/console/requests?${query}`), query).not.toContain("POST /clevercloud/resources<");
    }
    expect(await reader.read("/console/requests?status=9&route=x")).toContain("wp-login");
  });

  test("show the request and its answer as text", async () => {
    const id = await insert({ answer: "<script>alert(1)</script>" });
    const page = await (await fixture.operator("read")).read(`/console/requests/${id}`);
    expect(page).toContain("&quot;addon_id&quot;: &quot;addon_replayed&quot;");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("Replay…");
    expect((await (await fixture.operator("read")).get(`/console/requests/${id.replace("8000", "9000")}`)).status).toBe(
      404,
    );
  });

  test("are replayed by operators with scope write after a confirmation, and list their replays", async () => {
    const id = await insert();
    const [reader, operator] = [await fixture.operator("read"), await fixture.operator()];
    expect((await reader.post(`/console/requests/${id}/replay`)).status).toBe(403);
    expect(await operator.read(`/console/requests/${id}/replay`)).toContain("It takes full effect.");
    expect(await operator.submit(`/console/requests/${id}/replay`)).toContain("Request replayed: answered with 200.");
    const tenants = await fixture.context.db.selectFrom("tenants").select("externalId").execute();
    expect(tenants).toEqual([{ externalId: "addon_replayed" }]);
    expect((await readAudit(fixture.context)).map(({ actor, action }) => `${actor} ${action}`)).toContain(
      `operator:${operator.name} request.replay`,
    );
    const again = await insert({ replayOf: id });
    expect(await operator.read(`/console/requests/${id}`)).toContain(`/console/requests/${again}`);
    expect(await operator.read(`/console/requests/${again}`)).toMatch(/Replay of.*00000000/s);
  });

  test("that were not authenticated say so, and are replayed only after a further confirmation", async () => {
    const id = await insert({ marketplace: null, status: 401 });
    const operator = await fixture.operator();
    const page = await operator.read(`/console/requests/${id}/replay`);
    expect(page).toMatch(/Anyone may have sent it.*name="force" value="true" required/s);
    expect((await operator.post(`/console/requests/${id}/replay`)).status).toBe(409);
    expect((await operator.post(`/console/requests/${id}/replay`, { force: "true" })).status).toBe(303);
  });

  test("that cannot be replayed say why", async () => {
    const id = await insert({ marketplace: null, path: "/wp-login.php" });
    const operator = await fixture.operator();
    expect(await operator.read(`/console/requests/${id}`)).toContain("it was not sent to a marketplace");
    expect((await operator.get(`/console/requests/${id}/replay`)).status).toBe(409);
    expect((await operator.post(`/console/requests/${id}/replay`)).status).toBe(409);
  });
});
