import { html } from "hono/html";
import type { Markup } from "./page.ts";

const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });

/** A time to the second, such as "22 Nov 2026, 08:15:03 UTC", for comparison with logs. */
export function moment(at: Date): Markup {
  return html`<time datetime="${at.toISOString()}">${format.format(at)} UTC</time>`;
}
