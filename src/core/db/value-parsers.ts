import pg from "pg";

const { INT8, TIMESTAMPTZ, TIMESTAMP, DATE } = pg.types.builtins;

/**
 * Parsers for values of the database. An unreadable value fails its statement instead of becoming "never".
 */
export const getTypeParser: typeof pg.types.getTypeParser = (id: number, format?: "text" | "binary") =>
  parsers.get(id) ?? pg.types.getTypeParser(id, format);

// pg returns 64-bit integers as text. The control plane's integers count entries and stay far below 2^53.
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, toWholeNumber],
  [TIMESTAMPTZ, toTime],
  [TIMESTAMP, refuseLocalTime],
  [DATE, refuseLocalTime],
]);

const iso = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)([+-]\d{2})(:\d{2})?$/;

/** A timestamp in PostgreSQL's DateStyle ISO. Rejects everything else, including "infinity". */
export function toTime(text: string): Date {
  const [, day, clock, hours, minutes = ":00"] = iso.exec(text) ?? [];
  // Date accepts many invalid timestamps, so the pattern is checked first.
  const time = new Date(day === undefined ? Number.NaN : `${day}T${clock}${hours}${minutes}`);
  if (Number.isNaN(time.getTime())) {
    throw unreadable(text, "is not a timestamp such as 2026-11-30 12:00:00+00");
  }
  return time;
}

function toWholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    throw unreadable(text, "exceeds the range of safe integers");
  }
  return number;
}

function refuseLocalTime(text: string): never {
  throw unreadable(text, "is a timestamp without a time zone");
}

const unreadable = (text: string, why: string) =>
  new Error(`The database returned ${JSON.stringify(text)}, which ${why}`);
