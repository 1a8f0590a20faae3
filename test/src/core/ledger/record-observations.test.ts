import { describe, expect, it } from "vitest";
import { type Observation, recordObservations } from "../../../../src/core/ledger/record-observations.ts";
import { findTenant } from "../../../../src/core/ledger/tenants.ts";
import type { Tenant } from "../../../../src/core/model/tenant.ts";
import { hasDatabase } from "../../../support/database.ts";
import { alter, provision, readAudit, useLedger } from "../../../support/ledger.ts";

const later = new Date("2030-01-01");
const hostname = (name: string) => ({
  ...{ hostname: name, cloudflareId: "id", status: "pending", certificateStatus: null, details: { errors: [] } },
});
const ready = { type: "Ready", status: "true", reason: "Converged", message: "All is as wanted." } as const;
const licensed = { type: "Licensed", status: "true", reason: "Created", message: "It has its license." } as const;

describe.skipIf(!hasDatabase)("recording observations", () => {
  const test = useLedger();
  const record = (...observations: Observation[]) => recordObservations(test.database.db, observations, later);
  const find = async (externalId: string): Promise<Tenant> => {
    const tenant = await findTenant(test.database.db, { source: "clevercloud", externalId });
    if (tenant === undefined) {
      throw new Error(`there is no tenant ${externalId}`);
    }
    return tenant;
  };
  const seen = async (externalId: string, generation = 1): Promise<Observation> => ({
    ...{ tenantId: (await find(externalId)).id, generation, isConverged: true, conditions: [ready, licensed] },
  });
  const statusOf = (tenant: Tenant, type: string) => tenant.conditions.find((condition) => condition.type === type);

  it("updates conditions, generation and hostnames together, and writes no audit entry", async () => {
    await test.ledger.submit(provision("together", "small", ["a.example"]));
    const entries = await readAudit(test.database);
    const observation = { ...(await seen("together")), hostnames: [hostname("a.example"), hostname("not.claimed")] };

    expect(await record(observation)).toEqual({ recorded: [observation.tenantId], refused: [] });
    const tenant = await find("together");
    expect(tenant).toMatchObject({ generation: 1, observedGeneration: 1 });
    expect(statusOf(tenant, "Ready")).toEqual({
      ...{ ...ready, observedGeneration: 1, lastTransitionAt: later.toISOString() },
    });
    expect(statusOf(tenant, "Accepted")).toMatchObject({ status: "true" });
    expect(await test.database.db.selectFrom("hostnameStatus").selectAll().execute()).toEqual([
      { ...hostname("a.example"), observedAt: later, firstSeenAt: later, statusSince: later, certificateSince: later },
    ]);
    expect(await readAudit(test.database)).toEqual(entries);
  });

  it("keeps the conditions of a newer generation, and a Ready that waits for it", async () => {
    await test.ledger.submit(provision("overtaken"));
    const first = await seen("overtaken");
    await test.ledger.submit(alter("overtaken", { plan: "large" }));
    await record(first);

    const between = await find("overtaken");
    expect(between).toMatchObject({ generation: 2, observedGeneration: 1 });
    expect(statusOf(between, "Ready")).toMatchObject({ status: "false", reason: "Reconciling" });
    expect(statusOf(between, "Licensed")).toMatchObject({ status: "true", observedGeneration: 1 });

    await record(await seen("overtaken", 2));
    const after = await find("overtaken");
    expect(await record(first)).toEqual({ recorded: [], refused: [after.id] });
    expect(await find("overtaken")).toEqual(after);
  });

  it("records why a tenant did not converge, and does not count its generation", async () => {
    await test.ledger.submit(provision("failing"));
    const failed = { ...licensed, status: "false", reason: "Refused" } as const;
    await record({ ...(await seen("failing")), isConverged: false, conditions: [failed] });

    const tenant = await find("failing");
    expect(tenant.observedGeneration).toBe(0);
    expect(statusOf(tenant, "Licensed")).toMatchObject({ status: "false", reason: "Refused" });
  });

  it("writes all or nothing, and refuses a generation that does not exist yet", async () => {
    await Promise.all([test.ledger.submit(provision("all")), test.ledger.submit(provision("nothing"))]);

    await expect(record(await seen("all"), await seen("nothing", 7))).rejects.toThrow("generation 7");
    expect((await find("all")).observedGeneration).toBe(0);
  });

  it("refuses unknown tenants and records the others", async () => {
    await test.ledger.submit(provision("known"));
    const known = await seen("known");

    expect(await record({ ...known, tenantId: "unknown" }, known)).toEqual({
      recorded: [known.tenantId],
      refused: ["unknown"],
    });
    expect(await record()).toEqual({ recorded: [], refused: [] });
  });

  it("drops a hostname's observed status if it moves to another tenant", async () => {
    await test.ledger.submit(provision("giver", "small", ["moving.example"]));
    const given = { ...(await seen("giver")), hostnames: [hostname("moving.example")] };
    await record(given);
    await test.ledger.submit(alter("giver", { hostnames: [] }));
    await test.ledger.submit(provision("taker", "small", ["moving.example"]));
    await record(given);

    const statuses = await test.database.db.selectFrom("hostnameStatus").select("hostname").execute();
    expect(statuses).not.toContainEqual({ hostname: "moving.example" });
  });

  it("records since when a hostname has had its statuses, and since when Cloudflare has had it", async () => {
    await test.ledger.submit(provision("since", "small", ["since.example"]));
    const times = ["2030-01-01", "2030-01-02", "2030-01-03", "2030-01-04"].map((day) => new Date(day));
    const sights = [
      {},
      { status: "active" },
      { status: "active", certificateStatus: "active" },
      { cloudflareId: "new" },
    ];
    const kept: unknown[] = [];
    for (const [index, at] of times.entries()) {
      const hostnames = [{ ...hostname("since.example"), ...sights[index] }];
      await recordObservations(test.database.db, [{ ...(await seen("since")), hostnames }], at);
      const row = await test.database.db
        .selectFrom("hostnameStatus")
        .select(["firstSeenAt", "statusSince", "certificateSince"])
        .where("hostname", "=", "since.example")
        .executeTakeFirstOrThrow();
      kept.push(
        [row.firstSeenAt, row.statusSince, row.certificateSince].map((time) =>
          times.findIndex((each) => +each === +time),
        ),
      );
    }

    expect(kept).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 1, 2],
      [3, 3, 3],
    ]);
  });

  it("loses no observation during concurrent changes of the same tenants", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `busy ${index}`);
    await Promise.all(names.map((name) => test.ledger.submit(provision(name))));
    await Promise.all(
      names.flatMap((name) => [
        test.ledger.submit(alter(name, { plan: "large" })),
        seen(name).then(record),
        test.ledger.submit(alter(name, { plan: "larger" })),
      ]),
    );

    for (const name of names) {
      expect(await find(name)).toMatchObject({ plan: "larger", generation: 3, observedGeneration: 1 });
    }
  });
});
