const steps = [1, 2, 4, 6, 8, 10];

/** The smallest round number, at least 1, that no value exceeds; its half is round too. */
export function niceMax(values: readonly number[]): number {
  const highest = values.reduce((most, value) => Math.max(most, value), 1);
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = steps.find((each) => each * power >= highest) ?? 10;
  return step * power;
}
