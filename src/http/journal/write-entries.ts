import { type Kysely, sql } from "kysely";
import type { Tables } from "../../core/db/tables.ts";
import type { Redactor } from "../../core/redaction/redactor.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { redactBody, redactHeaders, redactPath } from "./redact-request.ts";
import { tenantOf } from "./tenant-of.ts";

/** Longer texts add nothing for a reader. */
const answerLengthMax = 16 * 1024;
const headersLengthMax = 8 * 1024;

/**
 * Writes entries without their secrets in one statement. Unlike an order, it does not wait for the disk: if
 * the database server crashes, the last entries are lost, as they are if this process crashes.
 */
export async function writeEntries(
  db: Kysely<Tables>,
  entries: readonly JournalEntry[],
  redactor: Redactor,
): Promise<void> {
  const rows = JSON.stringify(entries.map((entry) => toRow(entry, redactor)));
  await sql`
    with unhurried as (select set_config('synchronous_commit', 'off', true))
    insert into requests (id, at, marketplace, method, path, route, tenant_id, headers, body, status, answer,
      duration_ms, replay_of)
    select request.* from unhurried, json_to_recordset(${rows}::json) as request(
      id text, at timestamptz, marketplace text, method text, path text, route text, "tenantId" text, headers jsonb,
      body text, status integer, answer text, "durationMs" double precision, "replayOf" text)`.execute(db);
}

function toRow(entry: JournalEntry, redactor: Redactor): Record<string, unknown> {
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
