import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineEvent, readEngineEvent } from "../../../engine/engine-output.ts";

/** The result of one run of the engine. */
export interface EngineRun {
  /** Number of resources by operation: create, update, same, delete, … */
  readonly changes: Readonly<Record<string, number>>;
  /** The names of the resources that the run changed, or would change. */
  readonly changed: readonly string[];
  readonly output: string;
  readonly exitCode: number;
}

export interface EngineRunOptions {
  readonly pulumi: string;
  /** The folder of Pulumi.yaml. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stack: string;
  /** The file for the engine's event log. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Called as resources complete. */
  readonly onProgress: (done: number, latest: string) => void;
}

const progressIntervalMs = 250;
let runCount = 0;

/**
 * Runs `pulumi <args>` on the stack, as a person at a shell would, and reads the result from its event log.
 */
export async function runEngine(args: readonly string[], options: EngineRunOptions): Promise<EngineRun> {
  runCount += 1;
  const log = join(options.folder, `events-${runCount}.json`);
  const follow = setInterval(() => {
    const done = eventsOf(log).flatMap(({ resOutputsEvent }) =>
      resOutputsEvent ? [resOutputsEvent.metadata.urn] : [],
    );
    options.onProgress(done.length, nameOf(done.at(-1) ?? ""));
  }, progressIntervalMs);
  try {
    const flags = ["--stack", options.stack, "--non-interactive", "--color", "never", "--event-log", log];
    const { output, exitCode } = await runPulumi([...args, ...flags], options);
    const events = eventsOf(log);
    const summaries = events.flatMap(({ summaryEvent }) => (summaryEvent ? [summaryEvent] : []));
    return { changes: summaries.at(-1)?.resourceChanges ?? {}, changed: changedIn(events), output, exitCode };
  } finally {
    clearInterval(follow);
  }
}

/** Runs any pulumi command and returns its output; `input` goes to its standard input. */
export async function runPulumi(
  args: readonly string[],
  { pulumi, cwd, env, signal }: Pick<EngineRunOptions, "pulumi" | "cwd" | "env" | "signal">,
  input = "",
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ output: string; exitCode: number }>();
  const child = spawn(pulumi, args, {
    cwd,
    env: { ...env, PULUMI_DEBUG_COMMANDS: "true" },
    signal,
    killSignal: "SIGINT",
  });
  const chunks: string[] = [];
  child.stdout.on("data", (chunk) => chunks.push(String(chunk)));
  child.stderr.on("data", (chunk) => chunks.push(String(chunk)));
  child.on("error", (error) => {
    if (error.name !== "AbortError") {
      reject(error);
    }
  });
  child.on("close", (code) => resolve({ output: chunks.join(""), exitCode: code ?? 1 }));
  child.stdin.end(input);
  return promise;
}

function eventsOf(log: string): EngineEvent[] {
  let text: string;
  try {
    text = readFileSync(log, "utf8");
  } catch {
    return [];
  }
  // The text after the last line end is incomplete.
  return text
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => readEngineEvent(line) ?? []);
}

function changedIn(events: readonly EngineEvent[]): string[] {
  const metadata = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
  const refreshed = events.flatMap(({ resOutputsEvent }) => (resOutputsEvent ? [resOutputsEvent.metadata] : []));
  const changed = [...metadata, ...refreshed].filter(({ op }) => !["same", "refresh", "read"].includes(op));
  return [...new Set(changed.map(({ urn }) => nameOf(urn)))];
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
