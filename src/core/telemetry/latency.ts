/** Upper bounds of the histogram's buckets in milliseconds. Longer calls are in one more bucket. */
export const latencyBoundsMs = [25, 50, 100, 200, 400, 800, 1_500, 3_000, 6_000, 12_000] as const;

/** The number of calls in each bucket, initially zero. */
export function noDurations(): number[] {
  return Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
}

/** The bucket of a call's duration. */
export function latencyClass(durationMs: number): number {
  const index = latencyBoundsMs.findIndex((bound) => durationMs <= bound);
  return index === -1 ? latencyBoundsMs.length : index;
}

/**
 * The given quantile of the durations in milliseconds, interpolated linearly within a bucket. Undefined
 * without calls.
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
