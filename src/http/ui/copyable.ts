import { html } from "hono/html";
import { icon } from "./icon.ts";
import type { Markup } from "./page.ts";

interface CopyWords {
  /** The button's label, such as "Copy value". */
  readonly copy: string;
  /** Announced to screen readers afterwards. */
  readonly copied: string;
}

/** A text with a button that copies it; the button is hidden without JavaScript. */
export function copyable(text: string, { copy, copied }: CopyWords): Markup {
  return html`<span class="copyable"><code>${text}</code><button type="button" class="bare" data-copy="${text}" data-copied-text="${copied}" aria-label="${copy}" title="${copy}">${icon("copy")}</button></span>`;
}
