import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface Meter {
  readonly id: string;
  readonly label: string;
  readonly used: number;
  /** Undefined if there is no limit; then no bar is shown. */
  readonly limit: number | undefined;
  /** "2 of 3" */
  readonly text: string;
}

/** How much of a plan's limit is used. */
export function meter({ id, label, used, limit, text }: Meter): Markup {
  const bar =
    limit === undefined || limit === 0
      ? ""
      : html`<meter aria-labelledby="${id}" min="0" max="${limit}" high="${limit - 0.5}" optimum="0" value="${Math.min(used, limit)}">${text}</meter>`;
  return html`<div class="stack tight">
    <div class="row apart"><span id="${id}">${label}</span><span class="quiet">${text}</span></div>
    ${bar}
  </div>`;
}
