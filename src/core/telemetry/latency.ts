/** Upper bounds in milliseconds of the classes that calls are counted in by how long they took; what is longer is in one more. */
export const latencyBoundsMs = [25, 50, 100, 200, 400, 800, 1_500, 3_000, 6_000, 12_000] as const;

/** How many calls of each class there are; none to begin with. */
export function noDurations(): number[] {
  return Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
}

/** The class of a call that took so long. */
export function latencyClass(durationMs: number): number {
  const index = latencyBoundsMs.findIndex((bound) => durationMs <= bound);
  return index === -1 ? latencyBoundsMs.length : index;
}

/**
 * How long the given share of the calls took at most, in milliseconds, as exactly as the classes tell: within one, calls are
 * taken to lie evenly. Undefined where there were none.
 */
export function latencyOf(durations: readonly number[], share: number): number | undefined {
  const total = durations.reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    return undefined;
  }
  let left = share * total;
  for (const [index, count] of durations.entries()) {
    const lower = latencyBoundsMs[index - 1] ?? 0;
    const upper = latencyBoundsMs[index] ?? lower;
    if (left <= count && count > 0) {
      return lower + (upper - lower) * (left / count);
    }
    left -= count;
  }
  return latencyBoundsMs.at(-1);
}
