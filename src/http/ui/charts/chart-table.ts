import { html } from "hono/html";
import type { Markup } from "../page.ts";
import { type Chart, inWords } from "./chart.ts";

/** A chart's values as a table, closed by default. */
export function chartTable(chart: Chart): Markup {
  const { title, labels, series } = chart;
  return html`<details class="small">
    <summary class="quiet">View as table</summary>
    <div class="table-scroll" tabindex="0" role="region" aria-label="${title}, as a table">
      <table>
        <thead>
          <tr><td></td>${series.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr>
        </thead>
        <tbody>
          ${labels.map(
            (label, index) => html`<tr>
              <th scope="row">${label}</th>
              ${series.map(({ values }) => html`<td class="number">${inWords(chart, values[index])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
