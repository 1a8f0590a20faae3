import { median } from "./median.ts";

/** Takes one measurement; `round` counts from 1. */
export type Measure = (round: number) => Promise<number>;

/**
 * Measures variants alternately: A B C, A B C, …, so that other load affects all of them equally. Returns a
 * function that gives each variant's median.
 */
export async function sideBySide<Name extends string>(
  rounds: number,
  variants: Readonly<Record<Name, Measure>>,
  report: (name: Name, round: number, value: number) => void,
): Promise<(name: Name) => number> {
  const values = new Map<Name, number[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const name in variants) {
      const value = await variants[name](round);
      values.set(name, [...(values.get(name) ?? []), value]);
      report(name, round, value);
    }
  }
  return (name) => median(values.get(name) ?? []);
}
