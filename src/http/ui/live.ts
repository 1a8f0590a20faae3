import { html } from "hono/html";
import type { Markup } from "./page.ts";

/**
 * A part of a page that asks `path` for the page again every so often, and takes the part of the same id from it; what did
 * not change stays as it is, with focus and selection. Without a script it is simply there.
 */
export function live(id: string, path: string, everySeconds: number, content: Markup): Markup {
  return html`<div id="${id}" hx-get="${path}" hx-trigger="every ${everySeconds}s" hx-select="#${id}" hx-swap="outerMorph">${content}</div>`;
}
