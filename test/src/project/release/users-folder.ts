import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { type ProcessEnd, runProcess } from "../../../../engine/run-process.ts";
import { startLocalRegistry } from "../../../../src/project/release/local-registry.ts";
import { packPackages } from "../../../../src/project/release/pack-packages.ts";

const root = join(import.meta.dirname, "../../../..");
const runTimeoutMs = 240_000;

/** A user's machine: an empty home, a registry with the packed packages, and no checkout. */
export interface UsersFolder {
  readonly folder: string;
  readonly tarballs: readonly string[];
  readonly registry: string;
  /** Variables of the user's shell. */
  readonly env: NodeJS.ProcessEnv;
  close(): void;
}

export async function prepareUsersFolder(node = process.execPath): Promise<UsersFolder> {
  const folder = await mkdtemp(join(tmpdir(), "marketplane-user-"));
  const home = join(folder, "home");
  const served = join(folder, "registry");
  await Promise.all([mkdir(home), mkdir(served)]);
  const tarballs = await packPackages(root, join(folder, "packed"));
  const registry = await startLocalRegistry(root, tarballs, served);
  const npm = dirname((await runProcess("which", ["npm"])).stdout[0] ?? "");
  const env = {
    HOME: home,
    PATH: [dirname(node), npm, "/usr/bin", "/bin"].join(delimiter),
    npm_config_registry: registry.url,
    npm_config_update_notifier: "false",
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
  return { folder, tarballs, registry: registry.url, env, close: registry.close };
}

/** Runs a command of the user to its end; it must succeed unless another exit code is expected. */
export async function runAs(
  { env }: Pick<UsersFolder, "env">,
  [command = "", ...args]: readonly string[],
  { cwd, code = 0 }: { readonly cwd: string; readonly code?: number },
): Promise<ProcessEnd> {
  const end = await runProcess(command, args, { cwd, env, timeoutMs: runTimeoutMs });
  if (end.code !== code) {
    const text = [...end.stdout, ...end.stderr].join("\n");
    throw new Error(`${command} ${args.join(" ")} ended with ${end.code}:\n${text}`);
  }
  return end;
}

/** Starts a program that prints a line when it is ready, and stops it when the current test ends. */
export async function startAs(
  { env }: Pick<UsersFolder, "env">,
  [command = "", ...args]: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<unknown> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "close");
    }
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  return JSON.parse(String(line));
}
