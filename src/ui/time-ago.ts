import { html } from "hono/html";
import type { Markup } from "./page.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A moment as people say it ("3 minutes ago"), with the moment itself for machines and on hover. */
export function timeAgo(at: Date, now: Date, lang = "en"): Markup {
  const text = inWords(at.getTime() - now.getTime(), lang);
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${text}</time>`;
}

function inWords(distanceMs: number, lang: string): string {
  const words = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  for (const [unit, lengthMs] of units) {
    if (Math.abs(distanceMs) >= lengthMs) return words.format(Math.trunc(distanceMs / lengthMs), unit);
  }
  return words.format(0, "second");
}
