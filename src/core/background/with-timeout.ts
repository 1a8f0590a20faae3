/** What `work` gives, or `tooLate()` thrown when that takes longer than `timeoutMs`; the work itself goes on to its end. */
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
