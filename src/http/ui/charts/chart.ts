import type { Tone } from "../tone.ts";

/** What a chart shows: values at each label, for one series or several. */
export interface Chart {
  /** Names the chart, such as "Requests in an hour". */
  readonly title: string;
  /** Along the bottom, the oldest first. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** A value in words; the number itself if left out. */
  format?(value: number): string;
}

export interface Series {
  readonly name: string;
  /** Its colour; the accent if left out. Whoever sees no colours has the words on each bar, and the table. */
  readonly tone?: Tone | undefined;
  /** One for each label; undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

/** The value as the chart's reader sees it. */
export function inWords({ format }: Pick<Chart, "format">, value: number | undefined): string {
  if (value === undefined) {
    return "–";
  }
  return format?.(value) ?? value.toLocaleString("en");
}
