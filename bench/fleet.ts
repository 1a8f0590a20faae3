import { availableParallelism } from "node:os";
import type { BenchContext } from "./bench-case.ts";
import { BenchStack } from "./bench-stack.ts";
import type { Vendor } from "./vendor.ts";

/** How many operations the engine runs at once unless it is told otherwise. */
export const engineParallelism = 4 * availableParallelism();

/** How to make thousands at once, and why a state that is lost on the way does no harm: docs/decisions/0012. */
export const fastUp = { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_PARALLEL: "32" };

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
