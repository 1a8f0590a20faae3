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
  /**
   * Reads standard output while it arrives, in place of `onLine` and the result. If it fails, so does the
   * call, unless the engine itself failed.
   */
  readonly readOutput?: (pieces: AsyncIterable<string>) => Promise<void>;
  readonly onStart?: (pid: number) => void;
  /** Standard input. Empty by default. */
  readonly input?: string;
}

/**
 * Runs `pulumi <args>` to its end, without a shell and without prompts. Everything in src that calls the CLI
 * goes through here. The Automation API, which runs programs of this process, starts its own.
 */
export function runPulumi(args: readonly string[], call: PulumiCli, options: RunOptions = {}): Promise<EngineEnd> {
  const { pulumi, cwd, env, signal } = call;
  const { promise, resolve, reject } = Promise.withResolvers<EngineEnd>();
  const child = spawn(pulumi, [...args, "--non-interactive", "--color", "never"], {
    cwd,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" },
    stdio: "pipe",
    signal,
    killSignal: "SIGINT",
    // Otherwise a Ctrl-C at a terminal would reach it in addition to our signal. Two interrupts kill it.
    detached: true,
  });
  const stdout: string[] = [];
  const stderr: string[] = [];
  const reading = Promise.allSettled([options.readOutput?.(child.stdout.setEncoding("utf8"))]);
  if (options.readOutput === undefined) {
    createInterface(child.stdout).on("line", options.onLine ?? ((line) => stdout.push(line)));
  }
  createInterface(child.stderr).on("line", (line) => stderr.push(line));
  child.on("error", (error) => {
    if (error.name !== "AbortError") {
      reject(error);
    }
  });
  child.on("close", async (code) => {
    const [read] = await reading;
    if (code === 0 && read.status === "rejected") {
      reject(read.reason);
    }
    resolve({ exitCode: code ?? 1, stdout: stdout.join("\n"), stderr: stderr.join("\n").trim() });
  });
  // A program may exit before it has read its input.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  if (child.pid !== undefined) {
    options.onStart?.(child.pid);
  }
  return promise;
}
