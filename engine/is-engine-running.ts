import { readFileSync } from "node:fs";
import { basename } from "node:path";

/**
 * Whether the process of that number on this machine is an engine at work. The number may be another program's by now; and
 * one that has ended, and that nobody has asked about yet, still has its number and its name, but no command line.
 */
export function isEngineRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is there all the same.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) {
      return false;
    }
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    // The second one is the program's where the first is an interpreter.
    return words.slice(0, 2).some((word) => basename(word) === "pulumi");
  } catch {
    // A system without /proc tells no more.
    return process.platform !== "linux";
  }
}
