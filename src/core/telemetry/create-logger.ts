import { redactor } from "@marketplane/providers/http/redact.ts";
import { type DestinationStream, type Logger, pino } from "pino";
import { z } from "zod";
import { redactFields } from "./redact-fields.ts";
import { toReadableLine } from "./to-readable-line.ts";

/** Minimum number of characters in a write; the maximum is twice as many. */
const bufferLength = 8_192;

export interface LoggerOptions {
  readonly level: string;
  /** Values that no line may contain. */
  readonly secrets: readonly string[];
  /** Human-readable lines instead of JSON. Default: if standard error is a terminal. */
  readonly isReadable?: boolean;
  /** Destination of the lines. Default: standard error, because standard output is a command's result. */
  readonly destination?: DestinationStream;
}

/** Creates the logger of a process. A line is a JSON object, or human-readable on a terminal. */
export function createLogger({ level, secrets, isReadable, destination }: LoggerOptions): Logger {
  const asText = isReadable ?? process.stderr.isTTY === true;
  // JSON escapes quotes and backslashes, so a secret may appear in this form.
  const redact = redactor(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      serializers: { err: (error: unknown) => redactFields({ error: toLoggedError(error) }).error },
      hooks: {
        streamWrite: (line) => {
          const safe = redact(line);
          return asText ? toReadableLine(safe) : safe;
        },
      },
    },
    destination ?? standardError(),
  );
}

/**
 * Standard error. Lines are written together at the end of each turn of the event loop, and when the process
 * exits, because the last lines before a crash matter most.
 */
function standardError(): DestinationStream {
  const stream = pino.destination({ dest: 2, sync: true, minLength: bufferLength });
  let isDue = false;
  const flush = () => {
    isDue = false;
    stream.flush();
  };
  process.on("exit", flush);
  return {
    write(line) {
      stream.write(line);
      if (isDue) {
        return;
      }
      isDue = true;
      setImmediate(flush);
    },
  };
}

const Coded = z.object({ code: z.union([z.string(), z.number()]) });

/** An error in the log: type, message and stack, without attached connections and requests. */
function toLoggedError(error: unknown): unknown {
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
