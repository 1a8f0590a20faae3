import pg from "pg";

const { INT8, TIMESTAMPTZ, TIMESTAMP, DATE } = pg.types.builtins;

/** How values come out of the database. One that cannot be read fails its statement, instead of passing as "never". */
export const getTypeParser: typeof pg.types.getTypeParser = (id: number, format?: "text" | "binary") =>
  parsers.get(id) ?? pg.types.getTypeParser(id, format);

// Whole numbers of 64 bits come as text by default; ours count entries and stay far below 2^53.
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, toWholeNumber],
  [TIMESTAMPTZ, toTime],
  [TIMESTAMP, refuseLocalTime],
  [DATE, refuseLocalTime],
]);

const iso = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)([+-]\d{2})(:\d{2})?$/;

/** A time as PostgreSQL writes it in DateStyle ISO, and no other: "infinity" is no time either. */
export function toTime(text: string): Date {
  const [, day, clock, hours, minutes = ":00"] = iso.exec(text) ?? [];
  // Date makes a time of many texts that are none, so the pattern decides first.
  const time = new Date(day === undefined ? Number.NaN : `${day}T${clock}${hours}${minutes}`);
  if (Number.isNaN(time.getTime())) {
    throw unreadable(text, "is no time such as 2026-11-30 12:00:00+00");
  }
  return time;
}

function toWholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) {
    throw unreadable(text, "exceeds the whole numbers kept here");
  }
  return number;
}

function refuseLocalTime(text: string): never {
  throw unreadable(text, "is a time without a time zone");
}

const unreadable = (text: string, why: string) =>
  new Error(`The database returned ${JSON.stringify(text)}, which ${why}`);
