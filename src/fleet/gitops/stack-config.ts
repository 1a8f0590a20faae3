import { z } from "zod";
import { complaintOf } from "../../../engine/engine-output.ts";
import { type EngineCall, type EngineEnd, runPulumi } from "../../../engine/run-pulumi.ts";
import type { StackConfig } from "../../../stacks/stack-config.ts";
import { hiddenValue, StackConfigError } from "./stack-config-error.ts";
import { EngineRunError, noStackExitCode } from "./update-stack.ts";

const EngineConfig = z.record(z.string(), z.object({ value: z.string().optional(), secret: z.boolean() }));

/**
 * Fetches a stack's configuration from the engine, which merges the stack's and the project's files. Creates
 * the stack if the backend does not have it. Secrets are hidden. Runs no program. Throws StackConfigError or
 * EngineRunError.
 */
export async function readStackConfig(stack: string, call: EngineCall): Promise<StackConfig> {
  const args = ["config", "--json", "--stack", stack];
  let end = await runPulumi(args, call);
  if (end.exitCode === noStackExitCode) {
    const created = await runPulumi(["stack", "init", stack], call);
    if (created.exitCode !== 0) {
      throw failureOf(created);
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
  const message = complaintOf(end);
  return /invalid YAML|could not unmarshal|invalid project|configuration key/i.test(message)
    ? new StackConfigError(message)
    : new EngineRunError(message);
}
