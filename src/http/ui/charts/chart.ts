import type { Tone } from "../tone.ts";

/** A chart's data: values at each label, for one or more series. */
export interface Chart {
  /** The chart's title, such as "Requests per hour". */
  readonly title: string;
  /** The labels of the horizontal axis, oldest first. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  /** Formats a value; default: the number itself. */
  format?(value: number): string;
}

export interface Series {
  readonly name: string;
  /** The series' color; default: the accent color. The tooltips and the table say the same without color. */
  readonly tone?: Tone | undefined;
  /** One value for each label; undefined if nothing was measured. */
  readonly values: readonly (number | undefined)[];
}

/** A value formatted for display. */
export function inWords({ format }: Pick<Chart, "format">, value: number | undefined): string {
  if (value === undefined) {
    return "–";
  }
  return format?.(value) ?? value.toLocaleString("en");
}
