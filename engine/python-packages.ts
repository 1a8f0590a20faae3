import { createHash } from "node:crypto";
import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { EngineError } from "./engine-error.ts";
import { languagesCacheFolder, languagesCommand } from "./language-hosts.ts";
import type { OnProgress } from "./progress.ts";
import { isAtLeast } from "./project-node.mjs";
import { runProcess } from "./run-process.ts";

/** What Pulumi's Python SDK needs. */
const oldestPython = "3.10";
const requirements = join(import.meta.dirname, "language-python", "requirements.txt");
const getPython = `Install Python ${oldestPython} or newer with venv and pip (Debian: apt-get install python3-venv), then run ${languagesCommand} again.`;

/**
 * The virtual environment with Pulumi's Python SDK; undefined if it does not exist, or was made for
 * another Python.
 */
export async function findPythonPackages(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const venv = await venvFolder(env);
  const made = await readFile(marker(venv), "utf8").catch(() => undefined);
  const present = await realpath(join(venv, "bin", "python")).catch(() => undefined);
  return made !== undefined && made === present ? venv : undefined;
}

/**
 * Makes the virtual environment from the Python on PATH and the pinned packages of PyPI. The caller holds the
 * lock.
 */
export async function installPythonPackages(onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<string> {
  const python = await findPython(env);
  const venv = await venvFolder(env);
  onProgress({ kind: "step", text: `installing Pulumi's Python SDK for ${python} from PyPI` });
  await rm(venv, { recursive: true, force: true });
  // A virtual environment cannot be moved, so it is made in place, and the marker says that it is whole.
  await run(python, ["-m", "venv", venv], env);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"];
  const own = join(venv, "bin", "python");
  await run(own, [...pip, requirements], env);
  await writeFile(marker(venv), await realpath(own));
  return venv;
}

async function venvFolder(env: NodeJS.ProcessEnv): Promise<string> {
  const digest = createHash("sha256").update(await readFile(requirements));
  return join(languagesCacheFolder(env), `python-packages-${digest.digest("hex").slice(0, 12)}`);
}

function marker(venv: string): string {
  return join(venv, "marketplane-complete");
}

/** The first python3 of PATH that is new enough and can make a virtual environment. */
async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  const seen: string[] = [];
  const script = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";
  for (const folder of (env.PATH ?? "").split(delimiter).filter((name) => name !== "")) {
    const python = join(folder, "python3");
    const end = await runProcess(python, ["-c", script], { env, timeoutMs: 20_000 }).catch(() => undefined);
    const version = end?.code === 0 ? end.stdout.at(0) : undefined;
    if (version !== undefined && isAtLeast(version, oldestPython)) {
      return python;
    }
    if (end !== undefined) {
      seen.push(`${python}: ${version ?? end.stderr.at(-1) ?? `exit code ${end.code}`}`);
    }
  }
  const found = seen.length === 0 ? "there is no python3 on PATH" : `found only ${seen.join("; ")}`;
  throw new EngineError(`Python programs need Python ${oldestPython} or newer with venv: ${found}.`, getPython);
}

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const end = await runProcess(command, args, { env });
  if (end.code !== 0) {
    const tail = [...end.stdout, ...end.stderr].slice(-6).map((line) => `  ${line}`);
    throw new EngineError([`${command} ${args.join(" ")} failed:`, ...tail].join("\n"), getPython);
  }
}
