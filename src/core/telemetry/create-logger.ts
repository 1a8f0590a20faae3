import { redactor } from "@marketplane/providers/http/redact.ts";
import { type DestinationStream, type Logger, pino } from "pino";
import { redactFields } from "./redact-fields.ts";
import { toLoggedError } from "./to-logged-error.ts";
import { toReadableLine } from "./to-readable-line.ts";

/** Characters that are written at once; a write takes up to twice as many. */
const bufferLength = 8_192;

export interface LoggerOptions {
  readonly level: string;
  /** Values that no line may show, wherever they come from. */
  readonly secrets: readonly string[];
  /** Lines for people rather than JSON; by default when standard error is a terminal. */
  readonly isReadable?: boolean;
  /** Where lines go; standard error by default, since standard output is a command's answer. */
  readonly destination?: DestinationStream;
}

/** Makes the logger of a process: a JSON object for each line, or a readable line on a terminal. */
export function createLogger({ level, secrets, isReadable, destination }: LoggerOptions): Logger {
  const asText = isReadable ?? process.stderr.isTTY === true;
  // JSON writes quotes and backslashes differently: a secret that has some stands in a line in this form.
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
 * Standard error. The lines of one turn of the event loop are written together at its end, and at the end of the process: what
 * a process logs right before it dies is what people look for.
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
