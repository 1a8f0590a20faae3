import { describe, expect, it } from "vitest";
import { customHostname } from "../../../../providers/cloudflare/custom-hostname/index.ts";
import { createHandler } from "../../../../providers/resource-handler.ts";
import { recordObservations } from "../../../../src/core/ledger/record-observations.ts";
import { findGone } from "../../../../src/fleet/hostnames/find-gone.ts";
import { refreshHostnamesConditions } from "../../../../src/fleet/hostnames/refresh-conditions.ts";
import { addTenant } from "../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../support/database.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";

const hostnameId = "f3301fd7-f243-4fd0-b3b0-cc52ae108e28";
const zoneId = "5a4db0c0ffee00000000000000000001";
const seed = { cloudflare: { zones: [{ id: zoneId, name: "saasprovider.com" }] } };

describe.skipIf(!hasDatabase)("a hostname that a run found gone at Cloudflare", () => {
  const store = useDatabase();

  it("is reported as missing in the condition, and a hostname that failed for another reason is unchanged", async () => {
    await using sandbox = await startTestSandbox({ timeScale: 0, seed });
    const { db } = store.database;
    const id = await addTenant(db, { hostnames: ["a.acme.com", "b.acme.com"] });
    const at = new Date();
    for (const hostname of ["a.acme.com", "b.acme.com"]) {
      const status = { hostname, cloudflareId: hostname, status: "active", certificateStatus: "active" };
      await db
        .insertInto("hostnameStatus")
        .values({ ...status, details: "{}", observedAt: at, firstSeenAt: at, statusSince: at, certificateSince: at })
        .execute();
    }
    const inputs = { zoneId, hostname: "a.acme.com", ssl: { method: "http", type: "dv" } };
    const olds = { ...inputs, hostnameId };
    const news = { ...inputs, ssl: { method: "txt", type: "dv" } };
    const update = createHandler(customHostname, { settings: sandbox.settings }).update(
      `${zoneId}/${hostnameId}`,
      olds,
      news,
    );
    const failure = await update.then(
      () => "",
      (error: Error) => `updating: ${error.message}`,
    );
    expect(failure).toContain("a.acme.com is gone");
    const hostnameFailures = new Map([
      ["a.acme.com", failure],
      ["b.acme.com", "Cloudflare answered 500"],
    ]);
    const gone = await findGone(new Map([[id, { hostnameFailures }]]), db);
    expect(gone.map(({ hostname, status }) => [hostname, status])).toEqual([["a.acme.com", "gone"]]);
    const observation = { tenantId: id, generation: 1, isConverged: false, conditions: [], hostnames: gone };
    await recordObservations(db, [{ ...observation, hostnameFailures }], at, {
      after: (transaction) => refreshHostnamesConditions(transaction, [id], at),
    });
    const { conditions } = await db.selectFrom("tenants").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(conditions.find(({ type }) => type === "HostnamesActive")).toMatchObject({
      status: "false",
      reason: "Missing",
      message: "a.acme.com: deleted at Cloudflare, and not on our request.",
    });
  });
});
