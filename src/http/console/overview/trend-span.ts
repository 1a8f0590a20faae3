import type { TrendSpan } from "../../../core/db/queries/trends.ts";

const lengths = { hour: 3_600_000, day: 86_400_000 } as const;
const counts = { hour: 24, day: 30 } as const;

/** The last 24 hours or the last 30 days; the current one comes last. */
export function trendSpan(unit: TrendSpan["unit"], now: Date): TrendSpan {
  const lengthMs = lengths[unit];
  const last = Math.floor(now.getTime() / lengthMs);
  const count = counts[unit];
  return { unit, starts: Array.from({ length: count }, (_, index) => new Date((last - count + 1 + index) * lengthMs)) };
}

/** The axis labels, such as "14:00" or "22 Nov"; UTC. */
export function labelsOf({ unit, starts }: TrendSpan): string[] {
  const format = new Intl.DateTimeFormat(
    "en-GB",
    unit === "hour"
      ? { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }
      : { day: "numeric", month: "short", timeZone: "UTC" },
  );
  return starts.map((start) => format.format(start));
}
