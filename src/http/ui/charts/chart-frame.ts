import { html } from "hono/html";
import type { Markup } from "../page.ts";
import { type Chart, inWords } from "./chart.ts";
import { chartTable } from "./chart-table.ts";

/** The chart's size in SVG units; on the page it fills the available width. */
export const size = { width: 320, height: 132, top: 8, right: 316, bottom: 108 } as const;

/** The width of one character of a label, and the room between the labels and the plot, in SVG units. */
const characterWidth = 6.5;
const labelGap = 6;
const leftMin = 44;

/** The left edge of the plot, which leaves room for the longest label of the scale. */
export function leftOf(chart: Chart, max: number): number {
  const longest = Math.max(...marksOf(max).map((value) => inWords(chart, value).length));
  return Math.max(leftMin, Math.ceil(longest * characterWidth) + labelGap);
}

/** The plot with its axes and legend, and its values as a table. */
export function chartFrame(chart: Chart, max: number, plot: Markup): Markup {
  const { title, series } = chart;
  const { width, height } = size;
  return html`<figure class="chart-figure stack tight">
    <figcaption class="stack tight">
      <strong>${title}</strong>
      ${series.length < 2 ? "" : legend(chart)}
    </figcaption>
    <svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${summaryOf(chart)}">
      ${scale(chart, max)} ${plot} ${axis(chart, leftOf(chart, max))}
    </svg>
    ${chartTable(chart)}
  </figure>`;
}

/** The height of a value in the plot. */
export function heightOf(value: number, max: number): number {
  return (value / max) * (size.bottom - size.top);
}

/** A coordinate with two decimals, which is precise enough for a chart. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

function legend({ series }: Chart): Markup {
  return html`<ul class="legend row small">
    ${series.map(({ name, tone }) => html`<li data-tone="${tone ?? "accent"}">${name}</li>`)}
  </ul>`;
}

function marksOf(max: number): number[] {
  return max > 1 ? [0, max / 2, max] : [0, max];
}

function scale(chart: Chart, max: number): Markup {
  const left = leftOf(chart, max);
  return html`${marksOf(max).map((value) => {
    const y = rounded(size.bottom - heightOf(value, max));
    return html`<line class="axis" x1="${left}" x2="${size.right}" y1="${y}" y2="${y}" /><text x="${left - labelGap}" y="${y + 4}" text-anchor="end">${inWords(chart, value)}</text>`;
  })}`;
}

/** The first label, the middle one and the last. */
function axis({ labels }: Chart, left: number): Markup {
  const last = labels.length - 1;
  const marks = [
    { text: labels[0], x: left, anchor: "start" },
    { text: last > 1 ? labels[Math.round(last / 2)] : undefined, x: (left + size.right) / 2, anchor: "middle" },
    { text: last > 0 ? labels[last] : undefined, x: size.right, anchor: "end" },
  ];
  return html`${marks.map(({ text, x, anchor }) => (text === undefined ? "" : html`<text x="${x}" y="${size.height - 8}" text-anchor="${anchor}">${text}</text>`))}`;
}

/** The chart's text alternative: the highest value of each series, and when. */
function summaryOf(chart: Chart): string {
  const parts = chart.series.map(({ name, values }) => {
    const known = values.flatMap((value, index) =>
      value === undefined ? [] : [{ value, label: chart.labels[index] }],
    );
    const highest = known.reduce((best, each) => (each.value > best.value ? each : best), { value: 0, label: "" });
    return highest.value === 0
      ? `${name}: none`
      : `${name}: highest ${inWords(chart, highest.value)} at ${highest.label}`;
  });
  return `${chart.title}. ${parts.join("; ")}.`;
}
