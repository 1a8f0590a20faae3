import { z } from "zod";

/** A calendar month in UTC, such as 2026-11. */
export const Period = z
  .string({ error: "must be a string" })
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, "must be a month such as 2026-11");

/** The month that a time falls in. */
export function periodOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}

/** True once the month and its grace period are over. */
export function isClosed(period: string, now: Date, graceHours: number): boolean {
  return endOf(period) + graceHours * 3_600_000 <= now.getTime();
}

/** Milliseconds since the epoch. */
function endOf(period: string): number {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return Date.UTC(year, month);
}
