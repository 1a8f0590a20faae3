import { constants } from "node:fs";
import { access, readdir, realpath } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { engineCacheFolder, engineFolderName } from "./cache-folder.ts";
import { compareVersions, findVersionProblem } from "./engine-version.ts";
import { runProcess } from "./run-process.ts";

/** The command that installs an engine, in the checkout and in the package, which contains JavaScript alone. */
export const engineCommand = import.meta.filename.endsWith(".ts") ? "npm run engine" : "npx marketplane engine";

/**
 * Plugins that a TypeScript program needs besides `pulumi`: the language host and the dynamic provider's
 * launcher.
 */
export const nodePlugins = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

export interface Engine {
  /** The folder to put first on PATH. */
  readonly bin: string;
  readonly version: string;
  readonly source: "path" | "cache" | "download" | "build";
}

export type EngineSearch =
  | { readonly found: true; readonly engine: Engine; readonly passedOver?: string }
  | { readonly found: false; readonly reason: string; readonly command: string; readonly passedOver?: string };

/** Searches for an engine on PATH and then in the cache. Changes nothing. */
export async function findEngine(env: NodeJS.ProcessEnv = process.env): Promise<EngineSearch> {
  const onPath = await findOnPath(env);
  if (onPath.engine !== undefined) {
    return { found: true, engine: onPath.engine };
  }
  const passedOver = onPath.passedOver === undefined ? {} : { passedOver: onPath.passedOver };
  const cached = await findCached(env);
  if (cached !== undefined) {
    return { found: true, engine: cached, ...passedOver };
  }
  const reason = onPath.passedOver ?? "no Pulumi engine was found on PATH or in marketplane's cache";
  return { found: false, reason, command: engineCommand, ...passedOver };
}

/** Runs `pulumi version` and returns its output. */
export async function readEngineVersion(pulumi: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const end = await runProcess(pulumi, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    timeoutMs: 20_000,
  });
  if (end.timedOut) {
    throw new Error("pulumi version did not finish within 20 seconds");
  }
  if (end.code !== 0) {
    throw new Error(`pulumi version failed: ${end.stderr.at(-1) ?? `exit code ${end.code}`}`);
  }
  return (end.stdout.at(0) ?? "").trim().replace(/^v/, "");
}

/** Whether a folder holds the engine and both Node plugins, each executable. */
export async function isComplete(bin: string): Promise<boolean> {
  const checks = ["pulumi", ...nodePlugins].map((name) => isExecutable(join(bin, name)));
  return (await Promise.all(checks)).every(Boolean);
}

async function findOnPath(env: NodeJS.ProcessEnv): Promise<{ engine?: Engine; passedOver?: string }> {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const bin = await findFolderWith("pulumi", folders);
  if (bin === undefined) {
    return {};
  }
  const pulumi = join(bin, "pulumi");
  const version =
    versionInCache(bin, env) ??
    (await readEngineVersion(pulumi, env).catch((error: unknown) => ({ error: String(error) })));
  if (typeof version !== "string") {
    return { passedOver: `${pulumi} was skipped: ${version.error}` };
  }
  const problem = findVersionProblem(version);
  if (problem !== undefined) {
    return { passedOver: `${pulumi} was skipped: ${problem}` };
  }
  // A package manager may symlink `pulumi` into a shared folder; `pulumi` finds its plugins next to the real
  // file.
  const searched = [bin, dirname(await realpath(pulumi)), ...folders];
  for (const plugin of nodePlugins) {
    if ((await findFolderWith(plugin, searched)) === undefined) {
      return { passedOver: `${pulumi} was skipped: ${plugin} is neither in its folder nor on PATH` };
    }
  }
  return { engine: { bin, version, source: "path" } };
}

async function findCached(env: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  const cache = engineCacheFolder(env);
  const names = await readdir(cache).catch(() => []);
  const versions = names
    .flatMap((name) => versionOfFolder(name) ?? [])
    .filter((version) => findVersionProblem(version) === undefined)
    .sort((left, right) => compareVersions(right, left));
  for (const version of versions) {
    const bin = join(cache, engineFolderName(version), "bin");
    if (await isComplete(bin)) {
      return { bin, version, source: "cache" };
    }
  }
  return undefined;
}

/**
 * The version that the folder of a cached engine names. Running `pulumi version` takes a tenth of a second.
 */
function versionInCache(bin: string, env: NodeJS.ProcessEnv): string | undefined {
  const folder = dirname(bin);
  return dirname(folder) === engineCacheFolder(env) ? versionOfFolder(basename(folder)) : undefined;
}

function versionOfFolder(name: string): string | undefined {
  const suffix = engineFolderName("");
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined;
}

async function findFolderWith(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    if (await isExecutable(join(folder, name))) {
      return folder;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
