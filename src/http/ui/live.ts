import { html } from "hono/html";
import type { Markup } from "./page.ts";

/**
 * A part of a page that refreshes every `everySeconds`: it loads the page at `path` and takes the part with
 * the same id. What did not change keeps its focus and selection. Without JavaScript it is static.
 */
export function live(id: string, path: string, everySeconds: number, content: Markup): Markup {
  return html`<div id="${id}" hx-get="${path}" hx-trigger="every ${everySeconds}s" hx-select="#${id}" hx-swap="outerMorph">${content}</div>`;
}
