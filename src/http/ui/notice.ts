import { html } from "hono/html";
import { icon } from "./icon.ts";
import type { Markup } from "./page.ts";
import { type Tone, toneIcons } from "./tone.ts";

/** What somebody should know before anything else on the page; `alert` is read out at once. */
export function notice(tone: Tone, content: Markup | string, role: "status" | "alert" | "note" = "note"): Markup {
  return html`<div class="notice" data-tone="${tone}" role="${role}">${icon(toneIcons[tone])}<div class="stack tight">${content}</div></div>`;
}
