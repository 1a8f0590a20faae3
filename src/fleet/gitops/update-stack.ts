import { complaintOf, plainMessage, readEngineEvent } from "../../../engine/engine-output.ts";
import { runPreview } from "../../../engine/run-preview.ts";
import { type EngineCall, type EngineEnd, runPulumi } from "../../../engine/run-pulumi.ts";
import { type EngineRuns, lockHolders } from "./engine-runs.ts";
import { type PreviewedStack, summarizePreview } from "./summarize-preview.ts";

/** The engine ended with an error; the message is the engine's. */
export class EngineRunError extends Error {
  override readonly name = "EngineRunError";
}

/** The engine's exit code if the backend has no such stack. */
export const noStackExitCode = 6;

/** What `pulumi up` would do to a stack. Throws EngineRunError. */
export async function previewStack(
  stack: string,
  tenantsDeclared: number | undefined,
  call: EngineCall,
): Promise<PreviewedStack> {
  const { preview, errors } = await runPreview(["--stack", stack], call);
  if (preview === undefined) {
    throw new EngineRunError(errors.join("\n"));
  }
  return summarizePreview(stack, preview, tenantsDeclared);
}

/**
 * Applies a stack to the vendors, and returns its resource counts by operation. Removes a stale lock of a
 * killed run first. Throws EngineRunError.
 */
export async function updateStack(
  stack: string,
  call: EngineCall,
  runs: EngineRuns,
): Promise<Readonly<Record<string, number>>> {
  const first = await runUpdate(stack, call, runs);
  if (!runs.isLeftBehind(stack, lockHolders(first.end.stderr))) {
    return changesOf(first);
  }
  const cancelled = await runPulumi(["cancel", "--yes", "--stack", stack], call);
  if (cancelled.exitCode !== 0) {
    throw new EngineRunError(complaintOf(cancelled));
  }
  runs.forgetEnded();
  return changesOf(await runUpdate(stack, call, runs));
}

interface Update {
  readonly end: EngineEnd;
  readonly changes: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

async function runUpdate(stack: string, call: EngineCall, runs: EngineRuns): Promise<Update> {
  const errors: string[] = [];
  let changes: Readonly<Record<string, number>> = {};
  let pid = 0;
  const end = await runPulumi(["up", "--yes", "--skip-preview", "--json", "--stack", stack], call, {
    onStart: (started) => {
      pid = started;
      runs.begin(stack, started);
    },
    onLine: (line) => {
      const event = readEngineEvent(line);
      if (event?.diagnosticEvent?.severity === "error") {
        errors.push(plainMessage(event.diagnosticEvent.message));
      }
      changes = event?.summaryEvent?.resourceChanges ?? changes;
    },
  });
  runs.end(pid);
  return { end, changes, errors };
}

function changesOf({ end, changes, errors }: Update): Readonly<Record<string, number>> {
  if (end.exitCode !== 0) {
    throw new EngineRunError(errors.join("\n") || complaintOf(end));
  }
  return changes;
}
