import { html } from "hono/html";
import type { Markup } from "../page.ts";
import { type Chart, inWords } from "./chart.ts";
import { chartFrame, heightOf, leftOf, rounded, size } from "./chart-frame.ts";
import { niceMax } from "./nice-max.ts";

/** The fraction of each bar's slot that stays empty. */
const gap = 0.25;

/** A chart of stacked bars; each bar shows its values as a tooltip. */
export function barChart(chart: Chart): Markup {
  const { labels, series } = chart;
  const totals = labels.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const max = niceMax(totals);
  return chartFrame(chart, max, html`${labels.map((_, index) => bar(chart, index, max))}`);
}

function bar(chart: Chart, index: number, max: number): Markup {
  const { labels, series } = chart;
  const left = leftOf(chart, max);
  const room = (size.right - left) / labels.length;
  const x = rounded(left + index * room + (room * gap) / 2);
  const width = rounded(room * (1 - gap));
  let bottom: number = size.bottom;
  const pieces = series.map(({ tone, values }) => {
    const height = heightOf(values[index] ?? 0, max);
    bottom -= height;
    return height === 0
      ? ""
      : html`<rect class="bar" data-tone="${tone ?? "accent"}" x="${x}" y="${rounded(bottom)}" width="${width}" height="${rounded(height)}" />`;
  });
  const values = series.map(({ name, values }) => `${name}: ${inWords(chart, values[index])}`).join(", ");
  return html`<g><title>${labels[index] ?? ""}: ${values}</title>${pieces}</g>`;
}
