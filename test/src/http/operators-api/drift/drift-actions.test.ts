import { beforeEach, describe, expect, test } from "vitest";
import { driftRoutes } from "../../../../../src/http/operators-api/drift/drift-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { hasDatabase } from "../../../../support/database.ts";
import { provision, useLedger } from "../../../../support/ledger.ts";
import { operatorOf } from "../../../../support/operator.ts";
import { testContext } from "../../../../support/service-context.ts";
import { findings, searched } from "../../console/sample-drift.ts";

describe.skipIf(!hasDatabase)("a drift task of the API", () => {
  const held = useLedger();
  const stranger = "0".repeat(32);

  async function startApi(scope: "read" | "write" = "write") {
    const context = testContext({ db: held.database.db, ledger: held.ledger });
    const app = createApp(context, { groups: [driftRoutes(context)] });
    const operator = await operatorOf(app, context, scope);
    const post = (path: string, body?: unknown) => operator.call(`/api/v1/drift/${path}`, { method: "POST", body });
    return { operator, post };
  }

  beforeEach(async () => {
    const { db } = held.database;
    for (const table of ["driftTasks", "driftFindings", "driftScans"] as const) {
      await db.deleteFrom(table).execute();
    }
  });

  test("is a scan, pending at most once", async () => {
    const { operator, post } = await startApi();
    const first = await post("scans");
    expect(first.status).toBe(202);
    const { id } = await first.json();
    expect(await (await post("scans")).json()).toEqual({ id, isNew: false });
    const task = await operator.call(`/api/v1/drift/tasks/${id}`);
    expect(await task.json()).toMatchObject({ kind: "scan", startedAt: null, endedAt: null, outcome: null });
    expect((await operator.call("/api/v1/drift/tasks/999999")).status).toBe(404);
    expect((await operator.call("/api/v1/drift/tasks/one")).status).toBe(400);
  });

  test("is a remediation, only of findings that a run resolves", async () => {
    const { post } = await startApi();
    const [changed, unmanaged] = [findings.changed("abc"), findings.unmanaged("stray.customer.com")];
    await searched(held.database.db, [changed, unmanaged], new Date());
    expect((await post(`findings/${changed.fingerprint}/remediate`)).status).toBe(202);
    const refused = await post(`findings/${unmanaged.fingerprint}/remediate`);
    expect(refused.status).toBe(409);
    expect((await refused.json()).detail).toContain("Assign it to a tenant");
    expect((await post(`findings/${stranger}/remediate`)).status).toBe(404);
    expect((await post("findings/one/remediate")).status).toBe(400);
  });

  test("is the assignment of an unclaimed hostname, within the plan's limit", async () => {
    const { post } = await startApi();
    const { db } = held.database;
    const one = await held.ledger.submit(provision("addon_one", "pro"));
    const small = await held.ledger.submit(provision("addon_small", "dev", ["only.customer.com"]));
    const names = ["free.customer.com", "only.customer.com", "other.customer.com", "shop.example.com"];
    const found = names.map(findings.unmanaged);
    await searched(db, [...found, findings.changed(one)], new Date());
    const adopt = async (index: number, tenant: string) => {
      const answer = await post(`findings/${found[index]?.fingerprint}/adopt`, { tenant });
      return [answer.status, (await answer.json()).detail];
    };
    expect(await adopt(0, one)).toEqual([200, undefined]);
    expect(await adopt(1, one)).toEqual([409, "only.customer.com belongs to another tenant."]);
    expect(await adopt(2, small)).toEqual([422, expect.stringContaining("must be at most 1 on the plan dev")]);
    expect(await adopt(2, "nobody")).toEqual([404, "There is no such tenant."]);
    expect(await adopt(3, one)).toEqual([409, expect.stringContaining("reserved name example.com")]);
    expect((await post(`findings/${found[0]?.fingerprint}/adopt`, { tenant: one, method: "smoke" })).status).toBe(400);
    const { desired } = await db
      .selectFrom("tenants")
      .select("desired")
      .where("id", "=", one)
      .executeTakeFirstOrThrow();
    expect(desired.hostnames).toMatchObject([{ hostname: "free.customer.com", ssl: { method: "http" } }]);
  });

  test("requires a token of scope write", async () => {
    const { post } = await startApi("read");
    for (const path of ["scans", `findings/${stranger}/remediate`, `findings/${stranger}/adopt`]) {
      expect((await post(path, {})).status, path).toBe(403);
    }
  });
});
