import { html } from "hono/html";
import { icon } from "./icon.ts";
import type { Markup } from "./page.ts";
import { type Tone, toneIcons } from "./tone.ts";

/** A status in one or two words. */
export function badge(tone: Tone, text: string): Markup {
  return html`<span class="badge" data-tone="${tone}">${icon(toneIcons[tone])}${text}</span>`;
}
