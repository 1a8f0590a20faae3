import { z } from "zod";
import { complaintOf } from "../../../engine/engine-output.ts";
import { type EngineCall, type EngineEnd, runPulumi } from "../../../engine/run-pulumi.ts";
import { EngineRunError, noStackExitCode } from "./update-stack.ts";

/** Takes the place of a value that only the engine can decrypt. */
const hiddenValue = "[secret]";

/** A stack's configuration as the engine hands it to a program: every value a text, secrets hidden. */
export interface StackConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

const EngineConfig = z.record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean() }));

/** A stack's configuration cannot be read because its files are wrong; the message is the engine's. */
export class StackConfigError extends Error {
  override readonly name = "StackConfigError";
}

/**
 * Asks the engine for a stack's configuration, which is merged from the stack's file and the project's, wherever they stand. A
 * stack that the backend does not have is made. No program is run. Throws StackConfigError or EngineRunError.
 */
export async function readStackConfig(stack: string, call: EngineCall): Promise<StackConfig> {
  const args = ["config", "--json", "--stack", stack];
  let end = await runPulumi(args, call);
  if (end.exitCode === noStackExitCode) {
    const made = await runPulumi(["stack", "init", stack], call);
    if (made.exitCode !== 0) {
      throw failureOf(made);
    }
    end = await runPulumi(args, call);
  }
  if (end.exitCode !== 0) {
    throw failureOf(end);
  }
  const entries = Object.entries(EngineConfig.parse(JSON.parse(end.stdout)));
  return {
    values: Object.fromEntries(entries.map(([key, { value }]) => [key, value ?? hiddenValue])),
    secretKeys: entries.flatMap(([key, { secret }]) => (secret ? [key] : [])),
  };
}

function failureOf(end: EngineEnd): Error {
  const complaint = complaintOf(end);
  return /invalid YAML|could not unmarshal|invalid project|configuration key/i.test(complaint)
    ? new StackConfigError(complaint)
    : new EngineRunError(complaint);
}
