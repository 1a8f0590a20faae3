import { readFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * Whether the process with this pid on this machine is a running engine. Another program may have reused the
 * pid. An engine that has exited but has not been reaped keeps its pid and name, but has no command line.
 */
export function isEngineRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user also counts as running.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) {
      return false;
    }
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    // If the first word is an interpreter, the second one is the program.
    return words.slice(0, 2).some((word) => basename(word) === "pulumi");
  } catch {
    // Without /proc, the pid is the only evidence.
    return process.platform !== "linux";
  }
}
