import { html } from "hono/html";
import type { Markup } from "../ui/page.ts";

interface SelectField {
  readonly name: string;
  readonly label: string;
  /** What choosing nothing is called; left out where something has to be chosen. */
  readonly any?: string;
  readonly choices: readonly { readonly value: string; readonly name: string }[];
  /** What is chosen; shown also when it is none of the choices. */
  readonly value: string;
}

/** A choice of one among several, with its label. */
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
