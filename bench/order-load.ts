import { join } from "node:path";
import { z } from "zod";
import type { BenchContext } from "./bench-case.ts";
import { startProgram } from "./started-program.ts";

/** Orders of add-ons to send; see programs/load. */
export interface OrderLoad {
  readonly url: string;
  /** The marketplace's credentials. */
  readonly authorization: string;
  readonly seconds: number;
  readonly connections: number;
  readonly ratePerSecond?: number;
}

const Report = z.object({ perSecond: z.number(), p50Ms: z.number(), p99Ms: z.number() });

/** A separate process creates the load, so that the measured process does not spend time on it. */
export async function runLoad(context: BenchContext, load: OrderLoad): Promise<z.infer<typeof Report>> {
  const program = join(context.root, "bench/programs/load/main.ts");
  const { line } = await startProgram([program, JSON.stringify(load)], {}, context.signal);
  return Report.parse(JSON.parse(line));
}
