import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext } from "./bench-case.ts";
import type { BenchStack } from "./bench-stack.ts";

const lookMs = 20;
const kilobytesPerMegabyte = 1024;

/** Runs `marketplane drift` on a stack without drift. Returns its duration and its peak memory. */
export async function driftRun(
  { root, signal }: BenchContext,
  stack: BenchStack,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly seconds: number; readonly megabytes: number }> {
  const started = performance.now();
  const args = [join(root, "src/cli/main.ts"), "drift", "--stack", stack.name];
  const child = spawn(process.execPath, args, { cwd: stack.cwd, env: stack.environment(variables), signal });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => printed.push(String(chunk)));
  }
  let megabytes = 0;
  const look = setInterval(() => {
    megabytes = Math.max(megabytes, peakMegabytes(child.pid ?? 0));
  }, lookMs);
  try {
    const [code] = await once(child, "close");
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      throw new Error(`marketplane drift ended with ${code}:\n${printed.join("")}`);
    }
    return { seconds, megabytes };
  } finally {
    clearInterval(look);
  }
}

/** The process's peak memory so far; 0 if there is no /proc. */
function peakMegabytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / kilobytesPerMegabyte;
  } catch {
    return 0;
  }
}
