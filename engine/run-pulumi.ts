import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** The Pulumi CLI, and the project it is called for. */
export interface PulumiCli {
  /** The executable. */
  readonly pulumi: string;
  /** The folder of Pulumi.yaml. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Interrupts the engine, which saves the state before it ends. */
  readonly signal?: AbortSignal | undefined;
}

/** A call that can always be interrupted, which is required for anything that changes a stack. */
export interface EngineCall extends PulumiCli {
  readonly signal: AbortSignal;
}

export interface EngineEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** Receives the lines of standard output, which are then missing from the result. */
  readonly onLine?: (line: string) => void;
  readonly onStart?: (pid: number) => void;
}

/** Runs `pulumi <args>` to its end, without a shell and without prompts. */
export function runPulumi(args: readonly string[], call: PulumiCli, options: RunOptions = {}): Promise<EngineEnd> {
  const { pulumi, cwd, env, signal } = call;
  const { promise, resolve, reject } = Promise.withResolvers<EngineEnd>();
  const child = spawn(pulumi, [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGINT",
    // Otherwise a Ctrl-C at a terminal would reach it in addition to our signal. Two interrupts kill it.
    detached: true,
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  createInterface(child.stdout).on("line", options.onLine ?? ((line) => stdout.push(line)));
  createInterface(child.stderr).on("line", (line) => stderr.push(line));
  child.on("error", (error) => {
    if (error.name !== "AbortError") {
      reject(error);
    }
  });
  child.on("close", (code) => {
    resolve({ exitCode: code ?? 1, stdout: stdout.join("\n"), stderr: stderr.join("\n").trim() });
  });
  if (child.pid !== undefined) {
    options.onStart?.(child.pid);
  }
  return promise;
}
