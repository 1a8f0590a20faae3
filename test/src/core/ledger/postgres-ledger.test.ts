import { describe, expect, it } from "vitest";
import { verifyChain } from "../../../../src/core/ledger/audit-chain.ts";
import { HostnameTakenError } from "../../../../src/core/ledger/hostname-claims.ts";
import { LedgerUnavailableError } from "../../../../src/core/ledger/ledger-unavailable.ts";
import { findTenant } from "../../../../src/core/ledger/tenants.ts";
import { UnstorableTextError } from "../../../../src/core/ledger/unstorable-text.ts";
import { hasDatabase } from "../../../support/database.ts";
import { alter, openLedger, provision, readAudit, useLedger } from "../../../support/ledger.ts";
import { seededRandom } from "../../../support/seeded-random.ts";

const source = "clevercloud";

describe.skipIf(!hasDatabase)("the ledger", () => {
  const test = useLedger();
  const submit: typeof test.ledger.submit = (change) => test.ledger.submit(change);
  const tenant = (externalId: string) => findTenant(test.database.db, { source, externalId });
  const entriesOf = async (externalId: string) => {
    const id = (await tenant(externalId))?.id;
    return (await readAudit(test.database)).filter(({ tenantId }) => tenantId === id);
  };

  it("creates one tenant and one audit entry for two hundred concurrent copies of a provision", async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => submit(provision("copies"))));

    expect(new Set(ids)).toEqual(new Set([(await tenant("copies"))?.id]));
    expect(await entriesOf("copies")).toMatchObject([{ actor: "clevercloud", action: "provision" }]);
  });

  it("accepts exactly one of several conflicting provisions, and every answer names it", async () => {
    const plans = Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? "small" : "large"));
    const answers = await Promise.all(plans.map((plan) => submit(provision("conflicting", plan))));

    const made = await tenant("conflicting");
    expect(answers).toEqual(plans.map((plan) => (plan === made?.plan ? made.id : "conflict")));
    expect(await entriesOf("conflicting")).toHaveLength(1);
  });

  it("counts every different change, one after the other", async () => {
    await submit(provision("counted"));
    const plans = Array.from({ length: 50 }, (_, index) => `plan ${index}`);
    await Promise.all(plans.map((plan) => submit(alter("counted", { plan }))));

    expect(await tenant("counted")).toMatchObject({ generation: 51, observedGeneration: 0, plan: "plan 49" });
    const generations = (await entriesOf("counted")).map(({ detail }) => detail.generation);
    expect(generations).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
  });

  it("writes nothing for a change without a difference", async () => {
    await submit(provision("unchanged"));
    const before = await tenant("unchanged");
    const count = (await readAudit(test.database)).length;
    await submit(alter("unchanged", { plan: "small", state: "active" }));

    expect(await tenant("unchanged")).toEqual(before);
    expect(await readAudit(test.database)).toHaveLength(count);
  });

  it("isolates a decision that throws, and a change that the database refuses, from the rest of the group", async () => {
    const broken = { ...provision("broken") };
    const tooLong = "x".repeat(10_000);
    const nul = alter("neighbour 1", { marketplace: { note: "\u0000" } });
    const outcomes = await Promise.allSettled([
      submit(provision("neighbour 1")),
      submit({
        ...broken,
        decide: () => {
          throw new RangeError("no such plan");
        },
      }),
      submit(provision(tooLong + Array.from({ length: 4_000 }, seededRandom(1)).join())),
      submit(nul),
      submit(provision("half \ud800")),
      submit(provision("neighbour 2")),
    ]);

    expect(outcomes.map(({ status }) => status)).toEqual([
      ...["fulfilled", "rejected", "rejected", "rejected", "rejected", "fulfilled"],
    ]);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(reasons[0]).toEqual(new RangeError("no such plan"));
    expect(reasons[1]).not.toBeInstanceOf(LedgerUnavailableError);
    expect(reasons[2]).toBeInstanceOf(UnstorableTextError);
    expect(reasons[3]).toBeInstanceOf(UnstorableTextError);
    expect(await tenant("neighbour 2")).toBeDefined();
    expect(await tenant("broken")).toBeUndefined();
  });

  it("gives a hostname to one tenant only, and to another once it is released or its tenant is removed", async () => {
    const claimed = await Promise.allSettled([
      submit(provision("first", "small", ["shop.example"])),
      submit(provision("second", "small", ["shop.example"])),
    ]);
    expect(claimed).toMatchObject([{ status: "fulfilled" }, { reason: new HostnameTakenError("shop.example") }]);

    await Promise.all([
      submit(alter("first", { state: "removed" })),
      submit(provision("second", "small", ["shop.example"])),
    ]);
    await expect(submit(alter("first", { state: "active" }))).rejects.toThrow(HostnameTakenError);
    await submit(alter("second", { hostnames: [] }));
    await submit(alter("first", { state: "active" }));

    const claims = await test.database.db.selectFrom("hostnameClaims").selectAll().execute();
    expect(claims).toEqual([{ hostname: "shop.example", tenantId: (await tenant("first"))?.id, failure: null }]);
  });

  it("refuses a decision about hostnames that the change does not name, or about another tenant", async () => {
    await submit(provision("careless"));
    const unnamed = { ...alter("careless", { hostnames: ["a.example"] }), hostnames: [] };
    const other = alter("careless", {});
    const moved = { ...other, key: { source, externalId: "elsewhere" } as const };

    await expect(submit(unnamed)).rejects.toThrow("a.example, which is missing in its hostnames");
    expect(await submit(moved)).toBeUndefined();
    await expect(
      submit({
        ...provision("careless 2"),
        decide: (_, { newId }) => ({
          answer: "",
          next: {
            ...{ id: newId, source, externalId: "careless", state: "active", plan: "", marketplace: {} },
            desired: { members: [], hostnames: [], counters: {} },
          },
        }),
      }),
    ).rejects.toThrow("id, source and external id cannot change");
  });

  it("enqueues one job for the shard of each tenant whose vendors' objects must change", async () => {
    await submit(provision("queued"));
    await Promise.all([submit(alter("queued", { plan: "large" })), submit(alter("queued", { plan: "larger" }))]);
    const shard = (await tenant("queued"))?.shard;

    const jobs = await test.queue.boss.findJobs<{ shard: string }>("reconcile", { queued: true });
    expect(jobs.filter(({ data }) => data.shard === shard)).toHaveLength(1);
  });

  it("keeps one unbroken audit chain with a second ledger on the same database", async () => {
    const second = openLedger(test.database, test.queue);
    const keys = Array.from({ length: 150 }, (_, index) => `shared ${index % 40}`);
    const ids = await Promise.all(keys.flatMap((key) => [submit(provision(key)), second.submit(provision(key))]));
    await second.close();

    expect(new Set(ids).size).toBe(40);
    const entries = await readAudit(test.database);
    const { seq, hash } = entries.at(-1) ?? { seq: 0, hash: "" };
    expect(await verifyChain(entries)).toEqual({ isIntact: true, head: { seq, hash } });
  });

  it("refuses changes over the limit, and all changes once it is closed, as unavailable", async () => {
    const small = openLedger(test.database, test.queue, { waitingMax: 2 });
    const outcomes = await Promise.allSettled(["a", "b", "c"].map((name) => small.submit(provision(`many ${name}`))));
    await small.close();

    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(outcomes[2]).toMatchObject({ reason: expect.any(LedgerUnavailableError) });
    await expect(small.submit(provision("late"))).rejects.toThrow(LedgerUnavailableError);
  });
});
