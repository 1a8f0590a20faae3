import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import type { ControlPlaneConfig } from "../../../src/core/config/control-plane-config.ts";
import { KillableService } from "../../support/killable-service.ts";
import { type Addon, MarketplaceLoad } from "../../support/marketplace-load.ts";
import { scheduleSeed } from "../../support/schedule-settings.ts";
import { seededRandom } from "../../support/seeded-random.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

interface Killing {
  readonly config: ControlPlaneConfig;
  readonly kills: number;
  /** Concurrent processes: while one starts, the others serve. */
  readonly processes: number;
  /** Kills the service, or before that the server it depends on. */
  strike(service: KillableService, random: () => number): Promise<void>;
}

const marketplaces = 12;
/** A process is killed at this time after its first acknowledged call. Some are killed before they listen. */
const lifeMsMax = 80;
const startMsMax = 600;
const startKilledShare = 0.15;

/**
 * Kills control planes at random moments while marketplaces call them. Returns the acknowledged calls once
 * none is open.
 */
export async function killUnderLoad({ config, kills, processes, strike }: Killing): Promise<readonly Addon[]> {
  const random = seededRandom(scheduleSeed);
  const cache = await temporaryFolder();
  const alive = new Set<KillableService>();
  onTestFinished(async () => void (await Promise.all([...alive].map((service) => service.kill()))));
  const start = () => {
    const service = new KillableService(config, cache);
    alive.add(service);
    return service;
  };
  // Creates the tables and the cache of compiled code.
  expect(await stopOf(start())).toBe(0);
  const load = new MarketplaceLoad(marketplaces, random);
  let left = kills;
  const serveAndKill = async () => {
    while (left > 0) {
      left -= 1;
      const service = start();
      await liveAndDie(service);
      alive.delete(service);
    }
  };
  const liveAndDie = async (service: KillableService) => {
    if (random() < startKilledShare) {
      await sleep(random() * startMsMax);
      return service.kill();
    }
    const url = await urlOf(service);
    load.add(url);
    await expect.poll(() => load.acknowledgedBy(url), { interval: 5, timeout: 60_000 }).toBeGreaterThan(0);
    await sleep(random() * lifeMsMax);
    await strike(service, random);
    load.remove(url);
  };
  await Promise.all(Array.from({ length: processes }, serveAndKill));
  const last = start();
  load.add(await urlOf(last));
  const addons = await load.stop();
  expect(await stopOf(last)).toBe(0);
  expect(load.brokenCount).toBeGreaterThan(0);
  return addons;
}

async function urlOf(service: KillableService): Promise<string> {
  const url = await service.url;
  if (url === undefined) {
    throw new Error(`the service did not start: ${service.lastWords.join("\n")}`);
  }
  return url;
}

async function stopOf(service: KillableService): Promise<number | null> {
  await urlOf(service);
  return service.stop();
}
