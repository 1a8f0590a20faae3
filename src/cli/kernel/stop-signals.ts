const signals = { SIGINT: 2, SIGTERM: 15 } as const;

/** Exit codes of the commands that run until a stop signal. */
export const stopExitCodes = {
  0: "stopped cleanly after SIGINT or SIGTERM",
  130: "a second SIGINT",
  143: "a second SIGTERM",
} as const;

/** How long open connections may keep the process alive after an orderly shutdown. */
const lingerMs = 500;

interface StopOptions {
  /**
   * Whether a second signal ends the process at once, with the exit code that a shell expects; by default it
   * does.
   */
  readonly isSecondFinal?: boolean;
}

/** Resolves with the first stop signal. */
export function untilStopped({ isSecondFinal = true }: StopOptions = {}): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let isStopping = false;
  for (const [signal, number] of Object.entries(signals)) {
    process.on(signal, () => {
      if (isStopping && isSecondFinal) {
        process.exit(128 + number);
      }
      isStopping = true;
      resolve(signal);
    });
  }
  return promise;
}

interface WorkOptions {
  /** Called with the first signal, before the work is aborted. */
  readonly onStop?: () => void;
  /** Whether a second signal kills the process; otherwise further signals are ignored while the work runs. */
  readonly isSecondFinal: boolean;
}

/** Runs work that a stop signal aborts in order. */
export async function withStopSignal<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  { onStop, isSecondFinal }: WorkOptions,
): Promise<Result> {
  const controller = new AbortController();
  const stop = () => {
    if (!controller.signal.aborted) {
      onStop?.();
    }
    controller.abort();
    if (isSecondFinal) {
      ignore();
    }
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  const ignore = () => {
    for (const name of names) {
      process.off(name, stop);
    }
  };
  for (const name of names) {
    process.on(name, stop);
  }
  try {
    return await work(controller.signal);
  } finally {
    ignore();
  }
}

/** Ends the process after everything is closed, even if a connection or a channel is still open. */
export function leave(): void {
  if (process.connected) {
    process.disconnect();
  }
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** How long a start may continue after a stop signal: it may wait for a server that does not answer. */
const startGraceMs = 2_000;

/**
 * Waits for `starting`. A stop signal meanwhile ends the process soon, because nothing was acknowledged yet.
 */
export async function unlessStopped<Started>(starting: Promise<Started>, stopped: Promise<string>): Promise<Started> {
  let isStarting = true;
  const giveUp = () => isStarting && process.exit();
  void stopped.then(() => isStarting && setTimeout(giveUp, startGraceMs).unref());
  try {
    return await starting;
  } finally {
    isStarting = false;
  }
}
