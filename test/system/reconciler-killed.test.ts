import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { verifyChain } from "../../src/core/ledger/audit-chain.ts";
import { hasDatabase } from "../support/database.ts";
import { describeWithEngine } from "../support/engine.ts";
import { KillableWorker } from "../support/killable-worker.ts";
import { readAudit } from "../support/ledger.ts";
import { type ReconcilerHarness, startReconcilerHarness } from "../support/reconciler-harness.ts";
import { scheduleRuns, scheduleSeed } from "../support/schedule-settings.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const kills = scheduleRuns(20, 110);
const workersAtOnce = 2;
const tenantsMax = 10;
/** Milliseconds between two changes of the desired state. */
const changeMs = 120;
/** A worker is killed within this time after it is ready. Some are killed before. */
const lifeMsMax = 2_500;

/** Changes tenants at random until it is stopped, and records the maximum that each may have had. */
class Changes {
  readonly licensesMax = new Map<string, number>();
  readonly #harness: ReconcilerHarness;
  readonly #random: () => number;
  readonly #work: Promise<void>;
  #isStopping = false;
  #count = 0;

  constructor(harness: ReconcilerHarness, random: () => number) {
    this.#harness = harness;
    this.#random = random;
    this.#work = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#work;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.#change();
      await sleep(changeMs);
    }
  }

  /** Slots are used by one tenant after the other: a removed one frees its slot. */
  async #change(): Promise<void> {
    const slot = Math.floor(this.#random() * tenantsMax);
    const name = `tenant-${slot}-${Math.floor(this.#count / 40)}`;
    this.#count += 1;
    const licenses = Math.max(this.licensesMax.get(name) ?? 1, 1 + Math.floor(this.#random() * 3));
    const hostnames = ["a", "b", "c"].filter(() => this.#random() < 0.5).map((part) => `${part}.${name}.customer.com`);
    const before = (await this.#harness.tenants()).find(({ externalId }) => externalId === name);
    if (before?.state === "removed") {
      return;
    }
    this.licensesMax.set(name, licenses);
    const isLeaving = before !== undefined && this.#random() < 0.1;
    await this.#harness.want(name, isLeaving ? { state: "removed" } : { licenses, hostnames });
  }
}

type Strike = "worker" | "engine" | "group";

async function killWorkers(harness: ReconcilerHarness, random: () => number): Promise<Record<Strike, number>> {
  const cache = await temporaryFolder();
  const struck = { worker: 0, engine: 0, group: 0 };
  const countOf = () => struck.worker + struck.engine + struck.group;
  const alive = new Set<KillableWorker>();
  onTestFinished(async () => void (await Promise.all([...alive].map((worker) => worker.killGroup()))));
  const liveAndDie = async () => {
    const worker = new KillableWorker(harness, cache);
    alive.add(worker);
    if (random() < 0.9 && (await worker.name) === undefined) {
      throw new Error(worker.lastWords.join("\n"));
    }
    for (;;) {
      await sleep(random() * lifeMsMax);
      const dice = random();
      if (dice < 0.4 && worker.killEngine(random)) {
        struck.engine += 1;
        continue;
      }
      const isGroup = dice > 0.7;
      struck[isGroup ? "group" : "worker"] += 1;
      await (isGroup ? worker.killGroup() : worker.kill());
      alive.delete(worker);
      return;
    }
  };
  const keepKilling = async () => {
    while (countOf() < kills) {
      await liveAndDie();
    }
  };
  await Promise.all(Array.from({ length: workersAtOnce }, keepKilling));
  return struck;
}

/** The objects that the vendors must have. */
async function wanted(harness: ReconcilerHarness) {
  const tenants = (await harness.tenants()).filter(({ state }) => state !== "removed");
  return {
    hostnames: tenants.flatMap(({ desired }) => desired.hostnames.map(({ hostname }) => hostname)).sort(),
    users: tenants.map(({ desired }) => desired.owner?.login).sort(),
  };
}

function locksIn(harness: ReconcilerHarness): string[] {
  const folder = join(harness.folder, "reconciler/state/.pulumi/locks");
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
}

describeWithEngine("workers that are killed while changes arrive", () => {
  it.skipIf(!hasDatabase)(
    `converge the vendors, and duplicate nothing, ${kills} kills`,
    {
      timeout: kills * 30_000,
    },
    async () => {
      const random = seededRandom(scheduleSeed);
      const harness = await startReconcilerHarness();
      const changes = new Changes(harness, seededRandom(scheduleSeed + 1));
      const struck = await killWorkers(harness, random);
      await changes.stop();
      process.stderr.write(`struck: ${JSON.stringify(struck)}\n`);

      const last = new KillableWorker(harness, await temporaryFolder());
      await expect.poll(() => harness.unconverged(), { timeout: 240_000, interval: 500 }).toEqual([]);
      expect(await last.stop()).toBe(0);

      const { hostnames, users, licenses } = await harness.vendors();
      expect({ hostnames, users }).toEqual(await wanted(harness));
      const counts = Map.groupBy(licenses, (owner) => owner);
      const expected = [...changes.licensesMax].map(([name, count]) => [`${name}@customer.com`, count]);
      const made = expected.map(([owner]) => [owner, counts.get(String(owner))?.length ?? 0]);
      // A tenant that was removed early may have had fewer.
      expect(made.filter(([, count], index) => Number(count) > Number(expected[index]?.[1]))).toEqual([]);
      const present = new Set(users);
      expect(made.filter(([owner]) => present.has(String(owner)))).toEqual(
        expected.filter(([owner]) => present.has(String(owner))),
      );
      expect(locksIn(harness)).toEqual([]);
      expect(await verifyChain(await readAudit(harness.database))).toMatchObject({ isIntact: true });
    },
  );
});
