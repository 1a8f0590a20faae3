import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildEngine } from "./build-engine.ts";
import { engineCacheFolder, engineFolderName } from "./cache-folder.ts";
import { downloadEngine } from "./download-engine.ts";
import { EngineError } from "./engine-error.ts";
import { findVersionProblem } from "./engine-version.ts";
import { type Engine, engineCommand, findEngine, isComplete, readEngineVersion } from "./find-engine.ts";
import { withLock } from "./lock.mjs";
import { makePartial, removePartial } from "./partial-folders.ts";
import type { OnProgress } from "./progress.ts";

/** A way to get an engine: fills `folder`/bin, or throws. */
export interface EngineSource {
  readonly name: "download" | "build";
  readonly get: (folder: string, onProgress: OnProgress, env: NodeJS.ProcessEnv) => Promise<void>;
}

const defaultSources: readonly EngineSource[] = [
  { name: "download", get: downloadEngine },
  { name: "build", get: buildEngine },
];

export interface InstallOptions {
  readonly onProgress?: OnProgress;
  readonly env?: NodeJS.ProcessEnv;
  readonly sources?: readonly EngineSource[];
}

/** Returns an engine: the one on PATH, else the cached one, else installs one into the cache. */
export async function installEngine(options: InstallOptions = {}): Promise<Engine> {
  const { onProgress = () => {}, env = process.env, sources = defaultSources } = options;
  const search = await findEngine(env);
  if (search.passedOver !== undefined) {
    onProgress({ kind: "step", text: search.passedOver });
  }
  if (search.found) {
    return search.engine;
  }

  const cache = engineCacheFolder(env);
  try {
    await mkdir(cache, { recursive: true });
    return await withLock(
      join(cache, "install.lock"),
      () => installLocked(cache, sources, onProgress, env),
      (owner) => onProgress({ kind: "step", text: `waiting for process ${owner.pid}, which is installing the engine` }),
    );
  } catch (error) {
    throw explainCacheFailure(error, cache);
  }
}

async function installLocked(
  cache: string,
  sources: readonly EngineSource[],
  onProgress: OnProgress,
  env: NodeJS.ProcessEnv,
): Promise<Engine> {
  const search = await findEngine(env);
  if (search.found) {
    return search.engine;
  }
  await removePartial(cache);
  onProgress({ kind: "step", text: `no engine found; installing one into ${cache}` });
  const failures: EngineError[] = [];
  for (const source of sources) {
    const folder = await makePartial(cache);
    try {
      await source.get(folder, onProgress, env);
      return await accept(folder, cache, source, env);
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      failures.push(error);
      const [firstLine] = error.message.split("\n");
      if (source !== sources.at(-1)) {
        onProgress({ kind: "step", text: `${firstLine}; trying the next source` });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  throw failures.at(-1) ?? new EngineError("No source of the engine was given.", "Put a Pulumi CLI on PATH.");
}

async function accept(folder: string, cache: string, source: EngineSource, env: NodeJS.ProcessEnv): Promise<Engine> {
  const bin = join(folder, "bin");
  const remedy = "Report this as a bug, and meanwhile put an official Pulumi CLI on PATH.";
  if (!(await isComplete(bin))) {
    throw new EngineError(`The ${source.name} left out a part of the engine.`, remedy);
  }
  const version = await readEngineVersion(join(bin, "pulumi"), env).catch((cause: unknown) => {
    throw new EngineError(`The engine does not start: ${cause}`, remedy, { cause });
  });
  const problem = findVersionProblem(version);
  if (problem !== undefined) {
    throw new EngineError(`The engine cannot be used: ${problem}.`, remedy);
  }
  const home = join(cache, engineFolderName(version));
  // An existing folder is incomplete, because a complete one would have been found.
  await rm(home, { recursive: true, force: true });
  await rename(folder, home);
  return { bin: join(home, "bin"), version, source: source.name };
}

function explainCacheFailure(error: unknown, cache: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const elsewhere = `or set MARKETPLANE_CACHE_DIR to another folder, and run ${engineCommand} again.`;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new EngineError(`The disk of ${cache} is full.`, `Free about 500 MB there, ${elsewhere}`, { cause: error });
  }
  if (typeof code === "string" && ["EACCES", "EROFS", "EPERM", "ENOTDIR", "EEXIST"].includes(code)) {
    return new EngineError(`${cache} cannot be written to.`, `Make it writable, ${elsewhere}`, { cause: error });
  }
  return error;
}
