import { html } from "hono/html";
import { icon } from "./icon.ts";
import type { Markup } from "./page.ts";

interface CopyWords {
  /** What the button does, such as "Copy the value". */
  readonly copy: string;
  /** Read out when it is done. */
  readonly copied: string;
}

/** A text with a button that copies it; the button is there only where it works. */
export function copyable(text: string, { copy, copied }: CopyWords): Markup {
  return html`<span class="copyable"><code>${text}</code><button type="button" class="bare" data-copy="${text}" data-copied-text="${copied}" aria-label="${copy}" title="${copy}">${icon("copy")}</button></span>`;
}
