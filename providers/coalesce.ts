/**
 * Lets callers share what `load` answers: those that come while one is on its way all get the next one. Whoever asks gets an
 * answer that was asked for after that, never an older one.
 */
export function coalesce<T>(load: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    next = undefined;
    const current = load();
    running = current;
    const end = () => {
      if (running === current) {
        running = undefined;
      }
    };
    current.then(end, end);
    return current;
  };
  return () => {
    if (running === undefined) {
      return start();
    }
    next ??= running.then(start, start);
    return next;
  };
}
