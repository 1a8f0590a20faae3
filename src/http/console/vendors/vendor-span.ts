import type { CallSpan } from "../../../core/vendor-health/read-vendor-health.ts";

/** The intervals of the vendors page; the current one comes last. */
export interface VendorSpan extends CallSpan {
  readonly unit: "minutes" | "hours";
}

const minuteMs = 60_000;
const spans = {
  minutes: { slotMs: 5 * minuteMs, count: 36 },
  hours: { slotMs: 60 * minuteMs, count: 24 },
} as const;

/** The last 3 hours in 5-minute slots, or the last 24 hours in hourly slots. */
export function vendorSpan(unit: VendorSpan["unit"], now: Date): VendorSpan {
  const { slotMs, count } = spans[unit];
  const last = Math.floor(now.getTime() / slotMs);
  const starts = Array.from({ length: count }, (_, index) => new Date((last - count + 1 + index) * slotMs));
  return { unit, slotMs, starts };
}

const timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** The axis labels, such as "14:05"; UTC. */
export function labelsOf({ starts }: VendorSpan): string[] {
  return starts.map((start) => timeOfDay.format(start));
}
