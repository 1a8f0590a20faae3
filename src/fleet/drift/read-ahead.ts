import type { StackSource } from "./stack-source.ts";

/** The same stack, whose first reading begins at once instead of when it is asked for. */
export function readAhead(source: StackSource): StackSource {
  let ahead: ReturnType<StackSource["read"]> | undefined = source.read();
  // The caller of read() receives a failure. Until then, prevent an unhandled rejection.
  ahead.catch(() => undefined);
  return {
    name: source.name,
    read() {
      const reading = ahead ?? source.read();
      ahead = undefined;
      return reading;
    },
  };
}
