const signals = { SIGINT: 2, SIGTERM: 15 } as const;

/** Resolves with the first signal to stop; the second one ends the process with the exit code that a shell expects. */
export function untilTold(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let isTold = false;
  for (const [signal, number] of Object.entries(signals)) {
    process.on(signal, () => {
      if (isTold) process.exit(128 + number);
      isTold = true;
      resolve(signal);
    });
  }
  return promise;
}
