import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";
import type { Language } from "./texts/languages.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** How long something has been so ("3 hours"), with the moment it began on hover and for machines. */
export function elapsed(since: Date, now: Date, language: Language): Markup {
  const ageMs = Math.max(0, now.getTime() - since.getTime());
  const [unit, lengthMs] = units.find(([, length]) => ageMs >= length) ?? ["second", 1_000];
  const words = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const title = `${moment.format(since)} UTC`;
  return html`<time datetime="${since.toISOString()}" title="${title}">${words.format(Math.trunc(ageMs / lengthMs))}</time>`;
}
