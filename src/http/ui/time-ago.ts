import { html } from "hono/html";
import type { Markup } from "./page.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A relative time ("3 minutes ago"), with the exact time as a tooltip and in the `datetime` attribute. */
export function timeAgo(at: Date, now: Date, lang = "en"): Markup {
  const text = inWords(at.getTime() - now.getTime(), lang);
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${text}</time>`;
}

/** How long a status has lasted ("for 3 minutes"), with the start time as a tooltip; English. */
export function timeFor(since: Date, now: Date): Markup {
  const { count, unit } = inUnits(now.getTime() - since.getTime());
  const isShort = unit === "second" || count < 0;
  const length = isShort
    ? "less than a minute"
    : new Intl.NumberFormat("en", { style: "unit", unit, unitDisplay: "long" }).format(count);
  return html`<time datetime="${since.toISOString()}" title="${since.toISOString()}">for ${length}</time>`;
}

function inWords(distanceMs: number, lang: string): string {
  const { count, unit } = inUnits(distanceMs);
  return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(count, unit);
}

/** The count in the largest unit that is at least 1, or in seconds. */
export function inUnits(distanceMs: number) {
  const [unit, lengthMs] = units.find(([, length]) => Math.abs(distanceMs) >= length) ?? units[3];
  return { count: Math.trunc(distanceMs / lengthMs), unit };
}
