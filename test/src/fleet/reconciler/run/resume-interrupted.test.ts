import { beforeEach, describe, expect, it } from "vitest";
import type { StackRunner } from "../../../../../src/fleet/reconciler/engine/stack-runner.ts";
import type { ReconcileParts } from "../../../../../src/fleet/reconciler/run/reconcile-parts.ts";
import { resumeInterrupted } from "../../../../../src/fleet/reconciler/run/resume-interrupted.ts";
import { decideRun } from "../../../../../src/fleet/reconciler/shard/decide-run.ts";
import { loadShard } from "../../../../../src/fleet/reconciler/shard/load-shard.ts";
import { addTenant } from "../../../../support/add-tenant.ts";
import { hasDatabase, useDatabase } from "../../../../support/database.ts";
import { recordedProgram } from "../../../../support/model-stack-runner.ts";
import { ScriptedRunner } from "../../../../support/scripted-runner.ts";
import { deleteFleet, reconcileParts } from "../reconcile-parts.ts";

const shard = "shard-00";

/** Also notes the hostnames that each program declares. */
class NotingRunner extends ScriptedRunner {
  readonly hostnames: string[][] = [];

  override async up(...[stack, program, options]: Parameters<StackRunner["up"]>) {
    const declared = await recordedProgram(program);
    this.hostnames.push(
      declared.flatMap(({ inputs: { hostname } }) => (typeof hostname === "string" ? [hostname] : [])),
    );
    return super.up(stack, program, options);
  }
}

describe.skipIf(!hasDatabase)("creates left by an interrupted run", () => {
  const store = useDatabase();
  let runner: NotingRunner;
  let parts: ReconcileParts;

  beforeEach(async () => {
    await deleteFleet(store.database.db);
    runner = new NotingRunner();
    parts = await reconcileParts(store.database.db, runner);
  });

  const add = async (name: string, hostnames: readonly string[] = []) => {
    const { db } = store.database;
    const ownerLogin = `${name}@customer.com`;
    const id = await addTenant(db, { plan: "pro", ownerLogin, hostnames });
    const desired = {
      ...{ owner: { login: ownerLogin }, members: [], counters: {} },
      hostnames: hostnames.map((hostname) => ({ hostname })),
    };
    await db
      .updateTable("tenants")
      .set({ observedGeneration: 0, desired: JSON.stringify(desired) })
      .where("id", "=", id)
      .execute();
    return id;
  };
  /** The tenants with the declarations of the run that was interrupted. */
  const interrupted = async () => {
    const decision = decideRun(await loadShard(store.database.db, shard), parts.config, parts.now());
    if (decision.kind === "idle") {
      throw new Error("tenants are due");
    }
    const { pending, declarations } = decision;
    return pending.flatMap((tenant) => {
      const declaration = declarations.find(({ id }) => id === tenant.id);
      return declaration ? [{ tenant, declaration }] : [];
    });
  };
  const resume = async (left: Awaited<ReturnType<typeof interrupted>>) => {
    const { runs, failures } = await resumeInterrupted(shard, left, parts, new AbortController().signal);
    return { runs, failures: Object.fromEntries([...failures].map(([{ id }, messages]) => [id, messages])) };
  };

  it("are repeated with checkpoints and without a refresh, for these tenants alone", async () => {
    const id = await add("cut");
    const left = await interrupted();
    await add("due");

    expect((await resume(left)).failures).toEqual({});

    expect(runner.calls).toEqual([
      { stack: shard, targets: [id], declared: [id], isRefreshed: false, isCheckpointed: true },
    ]);
  });

  it("include no hostname that another tenant has claimed since", async () => {
    const { db } = store.database;
    await add("cut", ["kept.acme-shoes.com", "lost.acme-shoes.com"]);
    const left = await interrupted();
    const other = await add("other");
    await db
      .updateTable("hostnameClaims")
      .set({ tenantId: other })
      .where("hostname", "=", "lost.acme-shoes.com")
      .execute();

    await resume(left);

    expect(runner.hostnames).toEqual([["kept.acme-shoes.com"]]);
  });

  it("include a hostname that no tenant claims now, so that the next run deletes it", async () => {
    await add("cut", ["removed.acme-shoes.com"]);
    const left = await interrupted();
    await store.database.db.deleteFrom("hostnameClaims").execute();

    await resume(left);

    expect(runner.hostnames).toEqual([["removed.acme-shoes.com"]]);
  });

  it("that fail make their own tenant wait, and the others do not", async () => {
    const [, bad] = [await add("good"), await add("bad")];
    runner.script.failing.set(bad, "forbidden");

    const { runs, failures } = await resume(await interrupted());

    expect(failures).toEqual({ [bad]: ["forbidden"] });
    expect(runs).toHaveLength(2);
  });

  it("make every tenant wait if the engine is killed again", async () => {
    const ids = [await add("one"), await add("two")];
    runner.script.isKilled = true;

    const { failures } = await resume(await interrupted());

    expect(failures).toEqual(
      Object.fromEntries(ids.map((id) => [id, [expect.stringContaining("could not be resumed")]])),
    );
  });
});
