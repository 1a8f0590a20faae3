import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** The engine, and what it is started with. */
export interface EngineCall {
  /** The executable. */
  readonly pulumi: string;
  /** The folder of Pulumi.yaml. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Asks the engine to end what it does; it saves the state first. */
  readonly signal: AbortSignal;
}

export interface EngineEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  /** Takes the lines of standard output, which then are not kept. */
  readonly onLine?: (line: string) => void;
  readonly onStart?: (pid: number) => void;
}

/** Runs `pulumi <args>` to its end, without a shell and without questions. */
export function runPulumi(args: readonly string[], call: EngineCall, options: RunOptions = {}): Promise<EngineEnd> {
  const { pulumi, cwd, env, signal } = call;
  const { promise, resolve, reject } = Promise.withResolvers<EngineEnd>();
  const child = spawn(pulumi, [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    killSignal: "SIGINT",
    // A Ctrl-C at a terminal would reach it beside our own signal, and two of them end it without order.
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
