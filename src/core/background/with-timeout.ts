/** The result of `work`. Throws `tooLate()` after `timeoutMs`; the work itself is not cancelled. */
export async function withTimeout<Result>(
  work: Promise<Result>,
  timeoutMs: number,
  tooLate: () => Error,
): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate()), timeoutMs);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
