import type { StackSource } from "./stack-source.ts";

/** The same stack, with the first read started immediately. */
export function readAhead(source: StackSource): StackSource {
  let ahead: ReturnType<StackSource["read"]> | undefined = source.read();
  // The caller of read() gets the error. Until then, prevent an unhandled rejection.
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
