import { redact, redacted } from "@marketplane/providers/http/redact.ts";
import { type DestinationStream, type Logger, pino } from "pino";
import { toLoggedError } from "./to-logged-error.ts";
import { toReadableLine } from "./to-readable-line.ts";

/** Fields that hold secrets wherever they stand in what is logged, two objects deep. */
const secretFields = [
  "authorization",
  "cookie",
  "password",
  "passwordBefore",
  "ssoSalt",
  "ssoSaltBefore",
  "token",
  "signature",
  "licenseKey",
  "apiKey",
  "secret",
];
const anywhere = secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

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
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: toLoggedError },
      redact: { paths: anywhere, censor: redacted },
      hooks: {
        streamWrite: (line) => {
          const safe = redact(line, forms);
          return asText ? toReadableLine(safe) : safe;
        },
      },
    },
    // Written at once: what a process logs right before it dies is what people look for.
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
