import { z } from "zod";

const environment = z
  .object({
    SCHEDULE_RUNS: z.coerce.number().int().positive().optional(),
    SCHEDULE_SEED: z.coerce.number().int().optional(),
  })
  .parse({ SCHEDULE_RUNS: process.env.SCHEDULE_RUNS, SCHEDULE_SEED: process.env.SCHEDULE_SEED });

/** How many schedules to run: the nightly suite sets SCHEDULE_RUNS. */
export function scheduleRuns(byDefault: number): number {
  return environment.SCHEDULE_RUNS ?? byDefault;
}

/** A seed of this run's own, or the one that a failure printed. */
export function scheduleSeed(): number {
  return environment.SCHEDULE_SEED ?? Date.now() ^ (process.pid << 12);
}
