import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineEvent, readEngineEvent } from "../../../engine/engine-output.ts";
import { type EngineCall, runPulumi } from "../../../engine/run-pulumi.ts";

/** The result of one run of the engine. */
export interface EngineRun {
  /** Number of resources by operation: create, update, same, delete, … */
  readonly changes: Readonly<Record<string, number>>;
  /** The names of the resources that the run changed, or would change. */
  readonly changed: readonly string[];
  /** What it printed, on both outputs. */
  readonly output: string;
  readonly exitCode: number;
}

export interface EngineRunOptions extends EngineCall {
  readonly stack: string;
  /** The file for the engine's event log. */
  readonly folder: string;
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
    const flags = ["--stack", options.stack, "--event-log", log];
    // The engine accepts --event-log only with this variable.
    const env = { ...options.env, PULUMI_DEBUG_COMMANDS: "true" };
    const { stdout, stderr, exitCode } = await runPulumi([...args, ...flags], { ...options, env });
    const events = eventsOf(log);
    const summaries = events.flatMap(({ summaryEvent }) => (summaryEvent ? [summaryEvent] : []));
    return {
      changes: summaries.at(-1)?.resourceChanges ?? {},
      changed: changedIn(events),
      output: `${stdout}\n${stderr}`,
      exitCode,
    };
  } finally {
    clearInterval(follow);
  }
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
