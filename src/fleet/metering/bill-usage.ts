import { billInSteps, closePeriods } from "./close-periods.ts";
import { type SendOptions, sendConsumptions } from "./send-consumptions.ts";

const intervalMs = 300_000;
const intervalMinutes = intervalMs / 60_000;

interface BillOptions extends SendOptions {
  readonly graceHours: number;
  /** How long usage may wait until it is billed. */
  readonly billEveryMinutes: number;
}

/** A round of billing: closes what is over, adds what has waited, and sends it; it returns the milliseconds until the next one. */
export function billUsage(options: BillOptions): () => Promise<number> {
  const { db, billing, now, graceHours, billEveryMinutes } = options;
  const { source } = billing;
  return async () => {
    await closePeriods(db, { source, now: now(), graceHours });
    // What would be late at the next round is added in this one.
    await billInSteps(db, { source, now: now(), everyMinutes: Math.max(0, billEveryMinutes - intervalMinutes) });
    await sendConsumptions(options);
    return intervalMs;
  };
}
