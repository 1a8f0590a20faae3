import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ProcessEnd {
  readonly code: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly timedOut: boolean;
}

export interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
  readonly onLine?: (line: string) => void;
}

/** Runs a program to its end and collects its lines; rejects only when the program cannot be started. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time limit ends what the program started as well.
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stdout: string[] = [];
    const stderr: string[] = [];
    let timedOut = false;
    function collect(into: string[], line: string): void {
      into.push(line);
      options.onLine?.(line);
    }
    createInterface(child.stdout).on("line", (line) => collect(stdout, line));
    createInterface(child.stderr).on("line", (line) => collect(stderr, line));

    function killGroup(): void {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended between the look and the kill.
      }
    }
    const limit =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            killGroup();
          }, options.timeoutMs);
    process.once("exit", killGroup);
    function settle(): void {
      clearTimeout(limit);
      process.off("exit", killGroup);
    }
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (code) => {
      settle();
      resolve({ code, stdout, stderr, timedOut });
    });
  });
}
