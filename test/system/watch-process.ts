import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { GitopsStatus } from "../../src/fleet/gitops/status-file.ts";
import type { GitopsFixture } from "../support/gitops.ts";

const root = join(import.meta.dirname, "../..");

/** `marketplane reconcile --watch` in a separate process. */
export interface WatchProcess {
  readonly child: ChildProcess;
  /** The URL of its webhook. */
  readonly address: string;
  readonly status: () => GitopsStatus | undefined;
  /** Everything that it logged. */
  readonly log: () => string;
}

/** Starts it on the fixture's repository. It polls so rarely that only a webhook makes it look again. */
export async function startWatch(
  { repository, folder, packages, env }: GitopsFixture,
  variables: Readonly<Record<string, string>> = {},
  more: readonly string[] = [],
): Promise<WatchProcess> {
  const flags = ["--repo", repository.folder, "--folder", folder, "--packages", packages, "--interval", "1h"];
  const args = [join(root, "src/cli/main.ts"), "reconcile", "--watch", ...flags, "--listen", "127.0.0.1:0", ...more];
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...env, ...variables }, stdio: [...stdio] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const logged: string[] = [];
  createInterface(child.stderr).on("line", (line) => logged.push(line));
  const log = () => logged.join("\n");
  const ready = createInterface(child.stdout);
  const [line] = await Promise.race([
    once(ready, "line"),
    once(child, "exit").then(() => {
      throw new Error(`it did not start: ${log()}`);
    }),
  ]);
  const { address } = JSON.parse(String(line)) as { address: string };
  const file = join(folder, "status.json");
  const status = () => (existsSync(file) ? GitopsStatus.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined);
  return { child, address, status, log };
}
