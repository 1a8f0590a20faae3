import { chmod, copyFile, mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { buildTarget, goEnvironment, targetFolder } from "./build-target.ts";
import { EngineError } from "./engine-error.ts";
import { readPinnedVersions } from "./engine-version.ts";
import { chooseGo } from "./find-go.ts";
import {
  findLanguageHost,
  type Language,
  type LanguageHost,
  languageHostFolder,
  languageHosts,
  languagesCacheFolder,
  languagesCommand,
} from "./language-hosts.ts";
import { withLock } from "./lock.mjs";
import { makePartial, removePartial } from "./partial-folders.ts";
import type { OnProgress } from "./progress.ts";
import { findPythonPackages, installPythonPackages } from "./python-packages.ts";
import { runProcess } from "./run-process.ts";

/**
 * Installs the hosts of these languages into the machine's cache, and with Python its packages. Returns their
 * folders.
 */
export async function installLanguages(
  languages: readonly Language[],
  onProgress: OnProgress,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string[]> {
  const cache = languagesCacheFolder(env);
  await mkdir(cache, { recursive: true });
  return withLock(
    join(cache, "install.lock"),
    async () => {
      await removePartial(cache);
      const folders: string[] = [];
      for (const language of languages) {
        folders.push((await findLanguageHost(language, env)) ?? (await buildHost(language, onProgress, env)));
        if (language === "python") {
          folders.push((await findPythonPackages(env)) ?? (await installPythonPackages(onProgress, env)));
        }
      }
      return folders;
    },
    (owner) =>
      onProgress({ kind: "step", text: `waiting for process ${owner.pid}, which is installing language hosts` }),
  );
}

async function buildHost(language: Language, onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<string> {
  const host: LanguageHost = languageHosts[language];
  const pinned = readPinnedVersions(import.meta.dirname);
  const go = await chooseGo(pinned.go, onProgress, env);
  const goEnv = goEnvironment(env, go);
  onProgress({ kind: "step", text: `building ${host.name} with Go ${go.version} from the Go module proxy` });
  const draft = await makePartial(languagesCacheFolder(env));
  try {
    const bin = join(draft, "bin");
    await mkdir(bin);
    await buildTarget(host, { version: pinned.engine, bin, command: languagesCommand, onProgress, env: goEnv });
    if (host.script !== undefined) {
      await copyScript(host, host.script, bin, goEnv);
    }
    const folder = await languageHostFolder(language, env);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return join(folder, "bin");
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function copyScript(
  host: LanguageHost,
  script: NonNullable<LanguageHost["script"]>,
  bin: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const args = ["list", "-m", "-f", "{{.Dir}}", script.module];
  const end = await runProcess("go", args, { cwd: targetFolder(host), env });
  const folder = end.stdout.at(0);
  if (end.code !== 0 || folder === undefined) {
    throw new EngineError(
      `${host.name} needs ${script.path} of ${script.module}: ${end.stderr.join(" ")}`,
      "Try again.",
    );
  }
  const path = join(bin, basename(script.path));
  await copyFile(join(folder, script.path), path);
  await chmod(path, 0o755);
}
