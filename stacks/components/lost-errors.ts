type Fail = (error: unknown) => void;

const waiting = new Set<Fail>();

/**
 * Fails the work when a promise that it does not wait for is rejected: the SDK reports a resource that could
 * not be declared this way. The error may belong to any work in progress, so all of it fails.
 */
export async function failOnLostErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting.size === 0) {
    process.on("unhandledRejection", failAll);
  }
  let fail: Fail = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  waiting.add(fail);
  try {
    return await Promise.race([work(), failed]);
  } finally {
    waiting.delete(fail);
    if (waiting.size === 0) {
      process.off("unhandledRejection", failAll);
    }
  }
}

function failAll(error: unknown): void {
  for (const fail of waiting) {
    fail(error);
  }
}
