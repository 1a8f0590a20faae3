import { html } from "hono/html";
import { icon } from "./icon.ts";
import type { Markup } from "./page.ts";
import { type Tone, toneIcons } from "./tone.ts";

/** A message at the top of a page; screen readers announce `alert` at once. */
export function notice(tone: Tone, content: Markup | string, role: "status" | "alert" | "note" = "note"): Markup {
  return html`<div class="notice" data-tone="${tone}" role="${role}">${icon(toneIcons[tone])}<div class="stack tight">${content}</div></div>`;
}
