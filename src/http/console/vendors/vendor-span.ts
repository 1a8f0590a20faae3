/** The slots of time that calls are counted in, the oldest first; the one that is under way comes last. */
export interface VendorSpan {
  readonly unit: "minutes" | "hours";
  readonly slotMs: number;
  /** When each of them begins. */
  readonly starts: readonly Date[];
}

const minuteMs = 60_000;
const spans = {
  minutes: { slotMs: 5 * minuteMs, count: 36 },
  hours: { slotMs: 60 * minuteMs, count: 24 },
} as const;

/** The last three hours by five minutes, or the last day by hours. */
export function vendorSpan(unit: VendorSpan["unit"], now: Date): VendorSpan {
  const { slotMs, count } = spans[unit];
  const last = Math.floor(now.getTime() / slotMs);
  const starts = Array.from({ length: count }, (_, index) => new Date((last - count + 1 + index) * slotMs));
  return { unit, slotMs, starts };
}

const timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** What an axis calls them, such as "14:05"; UTC. */
export function labelsOf({ starts }: VendorSpan): string[] {
  return starts.map((start) => timeOfDay.format(start));
}
