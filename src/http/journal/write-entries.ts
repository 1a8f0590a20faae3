import type { Kysely } from "kysely";
import { insertRequests, type RecordedRequest } from "../../core/db/queries/requests.ts";
import type { Tables } from "../../core/db/tables.ts";
import type { Redactor } from "../../core/redaction/redactor.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { redactBody, redactHeaders, redactPath } from "./redact-request.ts";
import { tenantOf } from "./tenant-of.ts";

/** Longer texts add nothing for a reader. */
const answerLengthMax = 16 * 1024;
const headersLengthMax = 8 * 1024;

/** Writes entries without their secrets. */
export async function writeEntries(
  db: Kysely<Tables>,
  entries: readonly JournalEntry[],
  redactor: Redactor,
): Promise<void> {
  await insertRequests(
    db,
    entries.map((entry) => toRow(entry, redactor)),
  );
}

function toRow(entry: JournalEntry, redactor: Redactor): RecordedRequest {
  const headers = redactHeaders(entry.headers, redactor);
  return {
    ...entry,
    tenantId: tenantOf(entry) ?? null,
    path: redactPath(entry.path, redactor),
    headers: JSON.stringify(headers).length > headersLengthMax ? {} : headers,
    body: entry.body === null ? null : redactBody(entry.body, redactor),
    answer: entry.answer === null ? null : redactBody(entry.answer, redactor).slice(0, answerLengthMax).toWellFormed(),
  };
}
