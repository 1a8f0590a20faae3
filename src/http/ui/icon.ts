import { html } from "hono/html";
import type { Markup } from "./page.ts";

/** SVG paths in a box of 16 by 16. */
const paths = {
  check: "M3 8.5 6.5 12 13 4.5",
  clock: "M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0",
  turning: "M14 8a6 6 0 1 1-2.2-4.6M14 2v3.5h-3.5",
  alert: "M8 6v3M8 11.5v.01M8 2 1.5 13.5h13z",
  cross: "M4 4l8 8M12 4l-8 8",
  dash: "M4 8h8",
  copy: "M6 6h7.5v7.5H6zM3.5 10H2.5V2.5H10v1",
  plus: "M8 3v10M3 8h10",
  trash: "M2.5 4.5h11M6 4.5V3h4v1.5M4 4.5l.5 9h7l.5-9",
  outward: "M6 3h7v7M13 3 4 12",
  back: "M9.5 3.5 5 8l4.5 4.5",
} as const;

export type IconName = keyof typeof paths;

/** An icon in the size and colour of the text. It is decorative: the text next to it says the same. */
export function icon(name: IconName): Markup {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><path d="${paths[name]}" /></svg>`;
}
