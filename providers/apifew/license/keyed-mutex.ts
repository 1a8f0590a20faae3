const queues = new Map<string, Promise<void>>();

/**
 * Runs the tasks of one subject one at a time within this process; tasks of other subjects run in parallel.
 */
export async function keyedMutex<T>(subject: string, run: () => Promise<T>): Promise<T> {
  const before = queues.get(subject) ?? Promise.resolve();
  const { promise: done, resolve: leave } = Promise.withResolvers<void>();
  const queue = before.then(() => done);
  queues.set(subject, queue);
  await before;
  try {
    return await run();
  } finally {
    leave();
    if (queues.get(subject) === queue) {
      queues.delete(subject);
    }
  }
}
