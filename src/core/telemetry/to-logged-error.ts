import { z } from "zod";

const Coded = z.object({ code: z.union([z.string(), z.number()]) });

/** An error in the log: type, message and stack, without attached connections and requests. */
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
