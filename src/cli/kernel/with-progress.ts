const liveMs = 1_000;
const sparseMs = 15_000;

/** Shows on standard error that work goes on; nothing for work that ends within a second. */
export function startProgress(stderr: NodeJS.WriteStream, text: string): () => void {
  const isLive = stderr.isTTY === true;
  const started = performance.now();
  let shownMs = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const now = performance.now();
    if (!isLive && now - shownMs < sparseMs) {
      return;
    }
    shownMs = now;
    const line = `${text} (${Math.round((now - started) / 1_000)} s)`;
    stderr.write(isLive ? `\r\x1b[K${line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}` : `${line}\n`);
  }, liveMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (isLive && shownMs > started) {
      stderr.write("\r\x1b[K");
    }
  };
}

/** Runs work with its progress on standard error. */
export async function withProgress<Result>(
  stderr: NodeJS.WriteStream,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = startProgress(stderr, text);
  try {
    return await work();
  } finally {
    stop();
  }
}
