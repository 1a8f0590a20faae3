const signals = { SIGINT: 2, SIGTERM: 15 } as const;

/** How long whatever is still open after an orderly end may keep the process. */
const lingerMs = 500;

interface StopOptions {
  /** Whether a second signal ends the process at once, with the exit code that a shell expects; by default it does. */
  readonly isSecondFinal?: boolean;
}

/** Resolves with the first signal to stop. */
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

/** Lets a process end that has closed everything: a connection or a channel that is still open does not keep it. */
export function leave(): void {
  if (process.connected) {
    process.disconnect();
  }
  setTimeout(() => process.exit(), lingerMs).unref();
}

/** How long a start goes on after the signal to stop: it may wait for a server that does not answer. */
const startGraceMs = 2_000;

/** What `starting` gives; a signal to stop meanwhile ends the process before long, since nothing was acknowledged yet. */
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
