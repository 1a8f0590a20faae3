import { availableParallelism } from "node:os";
import type { BenchContext } from "./bench-case.ts";
import { BenchStack } from "./bench-stack.ts";
import type { Vendor } from "./vendor.ts";

/** How many operations the engine runs at once unless it is told otherwise. */
export const engineParallelism = 4 * availableParallelism();

/**
 * Without checkpoints, and as many calls at once as 50 ms of latency are worth (docs/decisions/0012): the intent journal and
 * the look before each create make a lost state harmless.
 */
export const fastUp = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_PARALLEL: "64" };

/** A stack of `count` custom hostnames, declared and not yet up. */
export function declareHostnames(
  context: BenchContext,
  vendor: Vendor,
  { name, count }: { readonly name: string; readonly count: number },
): Promise<BenchStack> {
  return BenchStack.make(context, {
    program: "hostnames",
    name,
    config: { count, prefix: name, zoneId: vendor.zoneId },
    variables: vendor.variables,
  });
}
