import { z } from "zod";
import { complaintOf, plainMessage } from "./engine-output.ts";
import { type EngineCall, runPulumi } from "./run-pulumi.ts";

const names = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const Digest = z.object({
  steps: z.array(z.object({ op: z.string(), urn: z.string(), diffReasons: names, replaceReasons: names })).nullish(),
  diagnostics: z.array(z.object({ message: z.string(), severity: z.string() })).nullish(),
  changeSummary: z.record(z.string(), z.number()).nullish(),
});

/** What the engine would do to one resource. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  /** The inputs that differ. */
  readonly diffReasons: readonly string[];
  /** The inputs that require a replacement. */
  readonly replaceReasons: readonly string[];
}

/** What an update of a stack would do. */
export interface Preview {
  readonly steps: readonly PreviewStep[];
  /** Resource counts by operation: create, update, same, delete, … */
  readonly changes: Readonly<Record<string, number>>;
  /** Errors of the engine and the program. */
  readonly errors: readonly string[];
}

/** Parses the output of `pulumi preview --json`. Throws if it is no such output. */
export function parsePreview(text: string): Preview {
  return toPreview(JSON.parse(text));
}

function toPreview(document: unknown): Preview {
  const { steps, diagnostics, changeSummary } = Digest.parse(document);
  const errors = (diagnostics ?? []).filter(({ severity }) => severity === "error");
  return {
    steps: steps ?? [],
    changes: changeSummary ?? {},
    errors: errors.map(({ message }) => plainMessage(message)),
  };
}

/**
 * Runs `pulumi preview <args>`, which changes nothing. Without a preview, `errors` says why there is none.
 */
export async function runPreview(
  args: readonly string[],
  call: EngineCall,
): Promise<{ readonly preview?: Preview; readonly errors: readonly string[] }> {
  const end = await runPulumi(["preview", "--json", ...args], call);
  const document = readJson(end.stdout);
  const preview = document === undefined ? undefined : toPreview(document);
  if (end.exitCode === 0 && preview !== undefined) {
    return { preview, errors: [] };
  }
  const errors = preview?.errors ?? [];
  return { errors: errors.length > 0 ? errors : [complaintOf(end)] };
}

/** Undefined for the output of an interrupted engine, which is incomplete or empty. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
