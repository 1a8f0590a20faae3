/**
 * Cloudflare's schedule for checking a pending hostname (page "Validation backoff schedule"): attempt n is
 * made after min(4 h, 60 s × b^n), with b 1.05 for the first ten attempts and 1.15 from then on; 75 attempts
 * in seven days.
 */
const attempts = 75;
const shortAttempts = 10;
const delaySecondsMax = 4 * 60 * 60;

function delayMs(attempt: number): number {
  const base = attempt < shortAttempts ? 1.05 : 1.15;
  return 1_000 * Math.min(delaySecondsMax, Math.floor(60 * base ** attempt));
}

const endsMs = Array.from({ length: attempts }, (_, attempt) => delayMs(attempt)).map((_, attempt, delays) =>
  delays.slice(0, attempt + 1).reduce((sum, delay) => sum + delay, 0),
);

/**
 * For this long after its start, the schedule checks about once a minute. A manual check restarts the
 * schedule, so another one before then gains nothing, and each may replace the certificate's validation
 * token.
 */
export const busyCheckingMs: number = endsMs[shortAttempts - 1] ?? 0;

/**
 * The next automatic check of a schedule that began at `startedAt`; undefined once Cloudflare has stopped
 * checking.
 */
export function nextCheckAt(startedAt: Date, now: Date): Date | undefined {
  const agoMs = now.getTime() - startedAt.getTime();
  const nextMs = endsMs.find((endMs) => endMs > agoMs);
  return nextMs === undefined ? undefined : new Date(startedAt.getTime() + nextMs);
}
