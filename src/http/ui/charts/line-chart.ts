import { html } from "hono/html";
import type { Markup } from "../page.ts";
import { type Chart, inWords, type Series } from "./chart.ts";
import { chartFrame, heightOf, leftOf, rounded, size } from "./chart-frame.ts";
import { niceMax } from "./nice-max.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  readonly tooltip: string;
}

/** A line chart; lines have gaps where nothing was measured. */
export function lineChart(chart: Chart): Markup {
  const max = niceMax(chart.series.flatMap(({ values }) => values.flatMap((value) => value ?? [])));
  return chartFrame(chart, max, html`${chart.series.map((series) => line(chart, series, max))}`);
}

function line(chart: Chart, { name, tone, values }: Series, max: number): Markup {
  const left = leftOf(chart, max);
  const step = (size.right - left) / Math.max(1, values.length - 1);
  const points = values.map((value, index): Point | undefined =>
    value === undefined
      ? undefined
      : {
          x: rounded(left + index * step),
          y: rounded(size.bottom - heightOf(value, max)),
          tooltip: `${chart.labels[index] ?? ""}: ${name}: ${inWords(chart, value)}`,
        },
  );
  const stretches = stretchesOf(points);
  return html`<g data-tone="${tone ?? "accent"}">
    ${chart.series.length > 1 ? "" : stretches.map((stretch) => html`<path class="area" d="${areaUnder(stretch)}" />`)}
    ${stretches.map((stretch) => html`<path class="line" d="${pathThrough(stretch)}" />`)}
    ${points.map((point, index) => (point === undefined ? "" : html`<circle class="point" ${isAlone(points, index) ? "data-alone" : ""} cx="${point.x}" cy="${point.y}" r="3"><title>${point.tooltip}</title></circle>`))}
  </g>`;
}

/** A point without neighbours is on no line, so it is drawn as a dot. */
function isAlone(points: readonly (Point | undefined)[], index: number): boolean {
  return points[index - 1] === undefined && points[index + 1] === undefined;
}

/** The runs of consecutive points without a gap. */
function stretchesOf(points: readonly (Point | undefined)[]): Point[][] {
  const stretches: Point[][] = [];
  for (const [index, point] of points.entries()) {
    if (point === undefined) {
      continue;
    }
    if (points[index - 1] === undefined) {
      stretches.push([]);
    }
    stretches.at(-1)?.push(point);
  }
  return stretches;
}

function pathThrough(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
}

function areaUnder(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  return `${pathThrough(points)}L${last?.x ?? 0} ${size.bottom}L${first?.x ?? 0} ${size.bottom}Z`;
}
