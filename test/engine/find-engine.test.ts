import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { engineFolderName } from "../../engine/cache-folder.ts";
import { findEngine } from "../../engine/find-engine.ts";
import { writeFakeEngine, writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function makePlace(): Promise<{ bin: string; cached: (version: string) => string; env: NodeJS.ProcessEnv }> {
  const folder = await temporaryFolder();
  const bin = join(folder, "bin");
  return {
    bin,
    cached: (version) => join(folder, "cache", "engine", engineFolderName(version), "bin"),
    env: { PATH: `${bin}:/usr/bin:/bin`, MARKETPLANE_CACHE_DIR: join(folder, "cache") },
  };
}

describe("findEngine", () => {
  it("uses the pulumi on PATH if it is new enough", async () => {
    const { bin, env } = await makePlace();
    await writeFakeEngine(bin, "v3.300.0");
    expect(await findEngine(env)).toEqual({ found: true, engine: { bin, version: "3.300.0", source: "path" } });
  });

  it("finds the plugins next to the real file if pulumi on PATH is a link", async () => {
    const { bin, env } = await makePlace();
    const real = join(bin, "..", "keg");
    await writeFakeEngine(real, "v3.300.0");
    await mkdir(bin);
    await symlink(join(real, "pulumi"), join(bin, "pulumi"));
    expect(await findEngine(env)).toMatchObject({ found: true, engine: { source: "path" } });
  });

  it("skips one that is too old, uses the cached one, and reports it", async () => {
    const { bin, cached, env } = await makePlace();
    await writeFakeEngine(bin, "v3.100.0");
    await writeFakeEngine(cached("3.259.0"), "v3.259.0");
    expect(await findEngine(env)).toEqual({
      found: true,
      engine: { bin: cached("3.259.0"), version: "3.259.0", source: "cache" },
      passedOver: `${bin}/pulumi was skipped: version 3.100.0 is older than 3.254.0`,
    });
  });

  it("skips one without the language host", async () => {
    const { bin, env } = await makePlace();
    await writeProgram(bin, "pulumi", "echo v3.300.0");
    expect(await findEngine(env)).toMatchObject({
      found: false,
      reason: expect.stringContaining("pulumi-language-nodejs is neither in its folder nor on PATH"),
    });
  });

  it("skips one that fails", async () => {
    const { bin, env } = await makePlace();
    await writeProgram(bin, "pulumi", "echo broken >&2; exit 3");
    expect(await findEngine(env)).toMatchObject({ found: false, reason: expect.stringContaining("broken") });
  });

  it("uses the newest complete engine in the cache", async () => {
    const { cached, env } = await makePlace();
    await writeFakeEngine(cached("3.259.0"), "v3.259.0");
    await writeFakeEngine(cached("3.260.0"), "v3.260.0");
    await writeFakeEngine(cached("3.261.0"), "v3.261.0");
    await rm(join(cached("3.261.0"), "pulumi-language-nodejs"));
    expect(await findEngine(env)).toMatchObject({ engine: { bin: cached("3.260.0"), version: "3.260.0" } });
  });

  it("takes the version of a cached engine on PATH from its folder, without running it", async () => {
    const { cached, env } = await makePlace();
    const bin = cached("3.260.0");
    await writeFakeEngine(bin, "v3.260.0");
    await writeProgram(bin, "pulumi", "echo broken >&2; exit 3");
    expect(await findEngine({ ...env, PATH: bin })).toEqual({
      found: true,
      engine: { bin, version: "3.260.0", source: "path" },
    });
  });

  it("names the command that installs an engine if there is none", async () => {
    const { env } = await makePlace();
    expect(await findEngine(env)).toEqual({
      found: false,
      reason: "no Pulumi engine was found on PATH or in marketplane's cache",
      command: "npm run engine",
    });
  });
});
