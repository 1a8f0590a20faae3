import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../src/db/open-database.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import { KillableService } from "../../support/killable-service.ts";
import { expectExactlyOnce, expectJobs, MarketplaceLoad } from "../../support/marketplace-load.ts";
import { seededRandom } from "../../support/seeded-random.ts";
import { testConfig } from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const kills = Number(process.env.KILLS ?? 200);
const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** Processes on the one database; while one starts, the others serve. */
const processes = 3;
const marketplaces = 12;
/** A process is killed at this time after its first acknowledged call, or one of some before it even listens. */
const lifeMsMax = 80;
const startMsMax = 600;
const startKilledShare = 0.15;

describe.skipIf(!hasDatabase)("a control plane that is killed", { timeout: 900_000 }, () => {
  it(`keeps every acknowledged call, each once, through ${kills} kills at random moments under load`, async () => {
    process.stderr.write(`killing ${kills} times; again with KILL_SEED=${seed}\n`);
    const random = seededRandom(seed);
    const cache = await temporaryFolder();
    const url = await createDatabase();
    const config = testConfig({
      database: { url },
      listen: { port: 0 },
      limits: { requestsPerMinute: 1_000_000, drainDelayMs: 0 },
    });
    // Makes the tables and the cache of compiled code.
    const first = new KillableService(config, cache);
    expect(await first.url, first.lastWords.join("\n")).toBeDefined();
    expect(await first.stop()).toBe(0);
    const load = new MarketplaceLoad(marketplaces, random);
    const alive = new Set<KillableService>();
    onTestFinished(async () => void (await Promise.all([...alive].map((service) => service.kill()))));
    let left = kills;
    const serveAndKill = async () => {
      while (left > 0) {
        left -= 1;
        const service = new KillableService(config, cache);
        alive.add(service);
        await liveAndDie(service, load, random);
        alive.delete(service);
      }
    };
    await Promise.all(Array.from({ length: processes }, serveAndKill));
    const last = new KillableService(config, cache);
    load.add((await last.url) ?? "");
    const addons = await load.stop();

    expect(await last.stop(), last.lastWords.join("\n")).toBe(0);
    expect(load.brokenCount).toBeGreaterThan(0);
    const database = await openDatabase({ url, folder: "unused" }, silentLog);
    onTestFinished(() => database.close());
    await expectExactlyOnce(database, addons);
    const jobs = sql<{ key: string }>`select singleton_key as key from pgboss.job where state in ('created', 'retry')`;
    await expectJobs(
      database,
      (await jobs.execute(database.db)).rows.map(({ key }) => key),
    );
  });
});

async function liveAndDie(service: KillableService, load: MarketplaceLoad, random: () => number): Promise<void> {
  if (random() < startKilledShare) {
    await sleep(random() * startMsMax);
    return service.kill();
  }
  const url = await service.url;
  if (url === undefined) throw new Error(`the service did not start: ${service.lastWords.join("\n")}`);
  load.add(url);
  await expect.poll(() => load.acknowledgedBy(url), { interval: 5, timeout: 60_000 }).toBeGreaterThan(0);
  await sleep(random() * lifeMsMax);
  await service.kill();
  load.remove(url);
}
