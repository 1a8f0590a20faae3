/**
 * Shares results of `load` between callers: all calls that arrive during a load get the result of the next
 * one. A caller never gets a result that was requested before its call.
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
