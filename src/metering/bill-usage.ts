import { closePeriods } from "./close-periods.ts";
import { type SendOptions, sendConsumptions } from "./send-consumptions.ts";

const intervalMs = 300_000;

/** A round of billing: closes what is over and sends what is pending; it returns the milliseconds until the next one. */
export function billUsage(options: SendOptions & { readonly graceHours: number }): () => Promise<number> {
  return async () => {
    await closePeriods(options.db, { now: options.now(), graceHours: options.graceHours });
    await sendConsumptions(options);
    return intervalMs;
  };
}
