import { type ChildProcess, spawn } from "node:child_process";
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

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new Set<ChildProcess>();

/** Runs a program to its end and collects its lines; rejects only when the program cannot be started. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const { cwd, env } = options;
    // A group of its own, so that a time limit or a signal ends what the program started as well.
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    remember(child);
    const stdout: string[] = [];
    const stderr: string[] = [];
    let timedOut = false;
    function collect(into: string[], line: string): void {
      into.push(line);
      options.onLine?.(line);
    }
    createInterface(child.stdout).on("line", (line) => collect(stdout, line));
    createInterface(child.stderr).on("line", (line) => collect(stderr, line));

    function endLate(): void {
      timedOut = true;
      killGroup(child);
    }
    const limit = options.timeoutMs === undefined ? undefined : setTimeout(endLate, options.timeoutMs);
    child.on("error", (error) => {
      clearTimeout(limit);
      forget(child);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(limit);
      forget(child);
      resolve({ code, stdout, stderr, timedOut });
    });
  });
}

// Process groups do not receive a Ctrl-C, so a compiler would keep running after its caller has exited.
function remember(child: ChildProcess): void {
  if (running.size === 0) {
    process.on("exit", killAll);
    for (const signal of endingSignals) {
      process.on(signal, onSignal);
    }
  }
  running.add(child);
}

function forget(child: ChildProcess): void {
  if (running.delete(child) && running.size === 0) {
    stopListening();
  }
}

function stopListening(): void {
  process.off("exit", killAll);
  for (const signal of endingSignals) {
    process.off(signal, onSignal);
  }
}

function onSignal(signal: NodeJS.Signals): void {
  killAll();
  // If the program has its own listener, that listener decides. Otherwise the signal ends this process as
  // usual.
  if (process.listenerCount(signal) === 0) {
    process.kill(process.pid, signal);
  }
}

function killAll(): void {
  stopListening();
  for (const child of running) {
    killGroup(child);
  }
  running.clear();
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) {
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended between the look and the kill.
  }
}
