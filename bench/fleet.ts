import { availableParallelism } from "node:os";
import type { BenchContext } from "./bench-case.ts";
import { BenchStack } from "./bench-stack.ts";
import type { Vendor } from "./vendor.ts";

/** The engine's default parallelism. */
export const engineParallelism = 4 * availableParallelism();

/** Settings for creating thousands at once. docs/decisions/0012 explains why losing the state is harmless. */
export const fastUp = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_PARALLEL: "32" };

/** A stack that declares `count` custom hostnames. It is not up yet. */
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
