import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, onTestFinished } from "vitest";
import type { ControlPlaneConfig } from "../../../src/core/config/control-plane-config.ts";
import { openDatabase } from "../../../src/core/db/open-database.ts";
import { createDatabase, hasDatabase } from "../../support/database.ts";
import type { KillableService } from "../../support/killable-service.ts";
import { type Addon, expectExactlyOnce, expectJobs } from "../../support/marketplace-load.ts";
import { testConfig } from "../../support/service-context.ts";
import { silentLog } from "../../support/silent-log.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { killUnderLoad } from "./kill-under-load.ts";

const kills = Number(process.env.KILLS ?? 200);
const embeddedKills = Number(process.env.EMBEDDED_KILLS ?? 10);

describe.skipIf(!hasDatabase)("a killed control plane", { timeout: 900_000 }, () => {
  it(`keeps every acknowledged call, each once, through ${kills} kills at random moments under load`, async () => {
    const config = configOf({ url: await createDatabase() });
    const strike = (service: KillableService) => service.kill();
    const addons = await killUnderLoad({ config, kills, processes: 3, strike });

    await expectNothingLost(config, addons);
  });

  it(`keeps them when its embedded server is killed too, ${embeddedKills} times`, async () => {
    const folder = await temporaryFolder();
    const config = configOf({ folder });
    const strike = async (service: KillableService, random: () => number) => {
      const isServerFirst = random() < 0.5;
      if (isServerFirst) {
        await killServer(folder);
      }
      await service.kill();
      if (!isServerFirst) {
        await killServer(folder);
      }
    };
    const addons = await killUnderLoad({ config, kills: embeddedKills, processes: 1, strike });

    await expectNothingLost(config, addons);
  });
});

function configOf(database: { url: string } | { folder: string }): ControlPlaneConfig {
  const limits = { requestsPerMinute: 1_000_000, drainDelayMs: 0 };
  return testConfig({ database, listen: { port: 0 }, limits });
}

/** Kills the first process of the folder's server, if it exists. The others then end. */
async function killServer(folder: string): Promise<void> {
  const pid = (await textOf(join(folder, "data/postmaster.pid"))).split("\n", 1)[0] ?? "";
  // The file survives its process, whose id may belong to another process by now.
  if ((await textOf(`/proc/${pid}/cmdline`)).includes(folder)) {
    process.kill(Number(pid), "SIGKILL");
  }
}

function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

async function expectNothingLost(config: ControlPlaneConfig, addons: readonly Addon[]): Promise<void> {
  const database = await openDatabase(config.database, silentLog);
  onTestFinished(() => database.close());
  await expectExactlyOnce(database, addons);
  await expectJobs(database);
}
