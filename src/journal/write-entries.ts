import type { Insertable, Kysely } from "kysely";
import type { RequestTable, Tables } from "../db/tables.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { redactBody, redactHeaders, redactPath } from "./redact-request.ts";
import { tenantOf } from "./tenant-of.ts";

/** Longer texts say no more to a reader. */
const answerLengthMax = 16 * 1024;
const headersLengthMax = 8 * 1024;

/** Writes entries without their secrets. */
export async function writeEntries(
  db: Kysely<Tables>,
  entries: readonly JournalEntry[],
  secrets: readonly string[],
): Promise<void> {
  await db
    .insertInto("requests")
    .values(entries.map((entry) => toRow(entry, secrets)))
    .execute();
}

function toRow(entry: JournalEntry, secrets: readonly string[]): Insertable<RequestTable> {
  const headers = JSON.stringify(redactHeaders(entry.headers, secrets));
  return {
    ...entry,
    tenantId: tenantOf(entry) ?? null,
    path: redactPath(entry.path, secrets),
    headers: headers.length > headersLengthMax ? "{}" : headers,
    body: entry.body === null ? null : redactBody(entry.body, secrets),
    answer: entry.answer === null ? null : redactBody(entry.answer, secrets).slice(0, answerLengthMax),
  };
}
