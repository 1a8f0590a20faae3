import { z } from "zod";

const Coded = z.object({ code: z.union([z.string(), z.number()]) });

/** An error as the log shows it: what it is and where it arose, and not the connections and requests that hang on it. */
export function toLoggedError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  const { name, message, stack, cause } = error;
  const code = Coded.safeParse(error).data?.code;
  return {
    type: name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: toLoggedError(cause) }),
  };
}
