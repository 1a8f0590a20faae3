import { z } from "zod";
import type { EngineEnd } from "./run-pulumi.ts";

const Metadata = z.object({ op: z.string(), urn: z.string() });

/** The parts that are used of a line of `pulumi up --json`, or of a file that `--event-log` writes. */
const EngineEvent = z.object({
  diagnosticEvent: z.object({ severity: z.string(), message: z.string(), urn: z.string().optional() }).optional(),
  resourcePreEvent: z.object({ metadata: Metadata }).optional(),
  resOutputsEvent: z.object({ metadata: Metadata }).optional(),
  summaryEvent: z.object({ resourceChanges: z.record(z.string(), z.int()).nullish() }).optional(),
});
export type EngineEvent = z.infer<typeof EngineEvent>;

/** Reads one event. Undefined for any other line, such as one that was cut off. */
export function readEngineEvent(line: string): EngineEvent | undefined {
  try {
    return EngineEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A message of the engine without its colour marks, such as <{%reset%}>, and without its "error: ". */
export function plainMessage(message: string): string {
  return message
    .replaceAll(/<\{%[^%]*%\}>/g, "")
    .replace(/^error: /, "")
    .trim();
}

/**
 * Why the engine failed, from its standard error. Addresses are removed, since a backend's may contain
 * credentials.
 */
export function complaintOf({ stderr, exitCode }: Pick<EngineEnd, "stderr" | "exitCode">): string {
  const complaint = plainMessage(stderr.replaceAll(/\b[a-z][a-z0-9+]*:\/\/\S+/g, "[address]"));
  return complaint || `the engine ended with exit code ${exitCode} and no error message`;
}
