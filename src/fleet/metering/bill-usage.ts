import { billInSteps, closePeriods } from "./close-periods.ts";
import { type SendOptions, sendConsumptions } from "./send-consumptions.ts";

const intervalMs = 300_000;
const intervalMinutes = intervalMs / 60_000;

interface BillOptions extends SendOptions {
  readonly graceHours: number;
  /** How long usage may wait before it is billed. */
  readonly billEveryMinutes: number;
}

/**
 * One billing pass: closes months that are over, bills usage that has waited long enough, and sends
 * consumptions. Returns the milliseconds until the next pass.
 */
export function billUsage(options: BillOptions): () => Promise<number> {
  const { db, billing, now, graceHours, billEveryMinutes } = options;
  const { source } = billing;
  return async () => {
    await closePeriods(db, { source, now: now(), graceHours });
    // Include usage that would be late by the next pass.
    await billInSteps(db, { source, now: now(), everyMinutes: Math.max(0, billEveryMinutes - intervalMinutes) });
    await sendConsumptions(options);
    return intervalMs;
  };
}
