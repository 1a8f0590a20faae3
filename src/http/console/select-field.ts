import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface SelectField {
  readonly name: string;
  readonly label: string;
  /** The label of the empty choice; omitted if a choice is required. */
  readonly any?: string;
  readonly choices: readonly { readonly value: string; readonly name: string }[];
  /** The selected value, which is shown even if it is not among the choices. */
  readonly value: string;
}

/** A select element with its label. */
export function selectField({ name, label, any, choices, value }: SelectField): Markup {
  const isKnown = value === "" || choices.some((choice) => choice.value === value);
  const all = isKnown ? choices : [...choices, { value, name: value }];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${any === undefined ? "" : html`<option value="">${any}</option>`}
      ${all.map((choice) => html`<option value="${choice.value}" ${choice.value === value ? "selected" : ""}>${choice.name}</option>`)}
    </select>
  </div>`;
}
