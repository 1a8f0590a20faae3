import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineFolderName } from "../../engine/cache-folder.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { type EngineSource, installEngine } from "../../engine/install.ts";
import type { Progress } from "../../engine/progress.ts";
import { writeFakeEngine, writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const noNetwork: EngineSource = {
  name: "download",
  get: () => Promise.reject(new EngineError("The download failed: no network", "Connect.")),
};
const build: EngineSource = { name: "build", get: (folder) => writeFakeEngine(join(folder, "bin"), "v3.259.0") };

async function emptyCache(): Promise<{ cache: string; env: NodeJS.ProcessEnv }> {
  const folder = await temporaryFolder();
  return { cache: join(folder, "engine"), env: { PATH: "/usr/bin:/bin", MARKETPLANE_CACHE_DIR: folder } };
}

describe("installEngine", () => {
  it("tries the next source after a failure, reports it, and caches the engine", async () => {
    const { cache, env } = await emptyCache();
    const said: Progress[] = [];
    const options = { env, sources: [noNetwork, build], onProgress: (progress: Progress) => said.push(progress) };
    const bin = join(cache, engineFolderName("3.259.0"), "bin");
    expect(await installEngine(options)).toEqual({ bin, version: "3.259.0", source: "build" });
    expect(said.map(({ text }) => text)).toContain("The download failed: no network; trying the next source");
    expect(await installEngine(options)).toEqual({ bin, version: "3.259.0", source: "cache" });
    expect(await readdir(cache)).toEqual([engineFolderName("3.259.0")]);
  });

  it("builds once if two processes run at the same time", async () => {
    const { env } = await emptyCache();
    let builds = 0;
    const slow: EngineSource = {
      name: "build",
      async get(folder) {
        builds += 1;
        await new Promise((resolve) => setTimeout(resolve, 300));
        await writeFakeEngine(join(folder, "bin"), "v3.259.0");
      },
    };
    const engines = await Promise.all([1, 2].map(() => installEngine({ env, sources: [slow] })));
    expect(builds).toBe(1);
    expect(engines.map(({ source }) => source).sort()).toEqual(["build", "cache"]);
  });

  it("leaves no files if every source fails, and names the last cause and the fix", async () => {
    const { cache, env } = await emptyCache();
    await expect(installEngine({ env, sources: [noNetwork] })).rejects.toThrow("no network\nConnect.");
    expect(await readdir(cache)).toEqual([]);
  });

  it("does not cache an engine that prints no version", async () => {
    const { cache, env } = await emptyCache();
    const unversioned: EngineSource = { name: "build", get: (folder) => writeFakeEngine(join(folder, "bin"), "") };
    await expect(installEngine({ env, sources: [unversioned] })).rejects.toThrow("prints no version");
    expect(await readdir(cache)).toEqual([]);
  });

  it("does not cache an engine without its language host", async () => {
    const { env } = await emptyCache();
    const bare: EngineSource = {
      name: "download",
      get: (folder) => writeProgram(join(folder, "bin"), "pulumi", "echo v3.259.0"),
    };
    await expect(installEngine({ env, sources: [bare] })).rejects.toThrow("left out a part");
  });

  it("names the folder and the variable if the cache cannot be written", async () => {
    const env = { PATH: "/usr/bin:/bin", MARKETPLANE_CACHE_DIR: await temporaryFolder() };
    const full: EngineSource = {
      name: "build",
      get: () => Promise.reject(Object.assign(new Error("write failed"), { code: "ENOSPC" })),
    };
    await expect(installEngine({ env, sources: [full] })).rejects.toThrow(/is full\.\n.*MARKETPLANE_CACHE_DIR/);
  });
});
