import { z } from "zod";

const environment = z
  .object({
    SCHEDULE_RUNS: z.coerce.number().int().positive().optional(),
    SCHEDULE_SEED: z.coerce.number().int().default(1),
  })
  .parse({ SCHEDULE_RUNS: process.env.SCHEDULE_RUNS, SCHEDULE_SEED: process.env.SCHEDULE_SEED });

/**
 * The number of schedules: the nightly suite sets SCHEDULE_RUNS. `max` limits those that take seconds each.
 */
export function scheduleRuns(byDefault: number, max = Number.POSITIVE_INFINITY): number {
  return Math.min(environment.SCHEDULE_RUNS ?? byDefault, max);
}

/**
 * The seed of every random test: constant, so that an unrelated change cannot fail. The nightly suite draws
 * one.
 */
export const scheduleSeed = environment.SCHEDULE_SEED;
