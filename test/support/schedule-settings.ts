import { z } from "zod";

const environment = z
  .object({
    SCHEDULE_RUNS: z.coerce.number().int().positive().optional(),
    SCHEDULE_SEED: z.coerce.number().int().optional(),
  })
  .parse({ SCHEDULE_RUNS: process.env.SCHEDULE_RUNS, SCHEDULE_SEED: process.env.SCHEDULE_SEED });

/** How many schedules to run: the nightly suite sets SCHEDULE_RUNS. `max` limits those that take seconds each. */
export function scheduleRuns(byDefault: number, max = Number.POSITIVE_INFINITY): number {
  return Math.min(environment.SCHEDULE_RUNS ?? byDefault, max);
}

/** A new seed, or that of SCHEDULE_SEED. It is printed at the start, so that a run that never ends can be repeated too. */
export function scheduleSeed(): number {
  const seed = environment.SCHEDULE_SEED ?? Date.now() ^ (process.pid << 12);
  process.stderr.write(`random schedules; repeat them with SCHEDULE_SEED=${seed}\n`);
  return seed;
}
