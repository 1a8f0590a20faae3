const delayMaxMs = 30 * 60_000;

/**
 * How long a tenant rests after its n-th failure in a row, in milliseconds: doubling from the first delay to half an hour, of
 * which a random half is taken, so that tenants that failed together do not come back together.
 */
export function retryDelayMs(failures: number, firstDelayMs: number, random: () => number): number {
  const bound = Math.min(delayMaxMs, firstDelayMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(bound / 2 + (bound / 2) * random());
}
