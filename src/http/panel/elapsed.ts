import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";
import { inUnits } from "../ui/time-ago.ts";
import type { Language } from "./texts/languages.ts";

/**
 * How long a status has lasted ("3 hours"), with the start time as a tooltip and in the `datetime` attribute.
 */
export function elapsed(since: Date, now: Date, language: Language): Markup {
  const { count, unit } = inUnits(Math.max(0, now.getTime() - since.getTime()));
  const words = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const title = `${moment.format(since)} UTC`;
  return html`<time datetime="${since.toISOString()}" title="${title}">${words.format(count)}</time>`;
}
