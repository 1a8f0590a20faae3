import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  /** The error to show for the submitted value. */
  readonly fault: string | undefined;
  /** Selects the browser's suggestions; `inputMode` selects the keyboard that phones show. */
  readonly autocomplete: "off" | "email";
  readonly inputMode: "url" | "email";
}

/** A text field with its label, hint and error. */
export function field({ name, label, hint, value, fault, autocomplete, inputMode }: Field): Markup {
  const described = fault === undefined ? `${name}-hint` : `${name}-fault ${name}-hint`;
  const invalid = fault === undefined ? "" : html` aria-invalid="true"`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" value="${value}" required autocomplete="${autocomplete}" inputmode="${inputMode}"
      autocapitalize="none" spellcheck="false" maxlength="255" aria-describedby="${described}"${invalid} />
    ${fault === undefined ? "" : html`<p id="${name}-fault" class="field-error" role="alert">${fault}</p>`}
    <p id="${name}-hint" class="quiet small">${hint}</p>
  </div>`;
}
