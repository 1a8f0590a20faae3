/** The marketplaces' recorded requests; src/http/journal decides what is recorded. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { RequestTable } from "../tables/log-tables.ts";
import type { Tables } from "../tables.ts";

export type RecordedRequest = Selectable<RequestTable>;
export type RequestSummary = Omit<RecordedRequest, "headers" | "body" | "answer">;

/** A filter of requests. All given criteria must match. */
export interface RequestFilter {
  readonly marketplace?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** The first digit of the status: 4 for refused requests, 5 for failed ones. */
  readonly statusClass?: number | undefined;
  readonly replayOf?: string | undefined;
  /** True: only requests that matched no route. */
  readonly isStray?: boolean | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/** A position in the list of requests: after the request with this time and id. */
export type RequestPlace = Pick<RecordedRequest, "at" | "id">;

interface RequestPage {
  readonly requests: readonly RequestSummary[];
  /** Position of the next page; undefined on the last one. */
  readonly next: RequestPlace | undefined;
}

const shown = [
  "id",
  "at",
  "marketplace",
  "method",
  "path",
  "route",
  "tenantId",
  "status",
  "durationMs",
  "replayOf",
] as const;

/** A page of requests, newest first. */
export async function listRequests(
  db: Kysely<Tables>,
  filter: RequestFilter,
  { limit, after }: { readonly limit: number; readonly after?: RequestPlace | undefined },
): Promise<RequestPage> {
  const { isStray, since, until, statusClass, ...equal } = filter;
  const rows = await db
    .selectFrom("requests")
    .select(shown)
    .where((where) =>
      where.and([
        ...(["marketplace", "tenantId", "method", "status", "replayOf"] as const).flatMap((column) =>
          equal[column] === undefined ? [] : [where(column, "=", equal[column])],
        ),
        ...(statusClass === undefined
          ? []
          : [where("status", ">=", statusClass * 100), where("status", "<", (statusClass + 1) * 100)]),
        ...(isStray === undefined ? [] : [where("route", isStray ? "is" : "is not", null)]),
        ...(since === undefined ? [] : [where("at", ">=", since)]),
        ...(until === undefined ? [] : [where("at", "<", until)]),
        ...(after === undefined ? [] : [sql<boolean>`(at, id) < (${after.at}, ${after.id})`]),
      ]),
    )
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const requests = rows.slice(0, limit);
  return { requests, next: rows.length > limit ? requests.at(-1) : undefined };
}

/** The request with this id, with its headers, body and answer. */
export function findRequest(db: Kysely<Tables>, id: string): Promise<RecordedRequest | undefined> {
  return db.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst();
}

/**
 * Inserts requests in one statement. The commit does not wait for the disk, as an order's must: if the server
 * crashes, the last requests are lost, as they are if this process crashes.
 */
export async function insertRequests(db: Kysely<Tables>, requests: readonly RecordedRequest[]): Promise<void> {
  await sql`
    with unhurried as (select set_config('synchronous_commit', 'off', true))
    insert into requests (id, at, marketplace, method, path, route, tenant_id, headers, body, status, answer,
      duration_ms, replay_of)
    select request.* from unhurried, json_to_recordset(${JSON.stringify(requests)}::json) as request(
      id text, at timestamptz, marketplace text, method text, path text, route text, "tenantId" text, headers jsonb,
      body text, status integer, answer text, "durationMs" double precision, "replayOf" text)`.execute(db);
}

export interface Retention {
  /** Days that a request is kept. */
  readonly days: number;
  /** Maximum number of the marketplaces' requests. */
  readonly requestsMax: number;
  /** Maximum number of strangers' requests. */
  readonly strangersMax: number;
}

/**
 * Deletes old requests. Strangers' requests have their own limit, so that a port scan displaces no
 * marketplace's request.
 */
export async function pruneRequests(db: Kysely<Tables>, retention: Retention, now: Date): Promise<void> {
  const { days, requestsMax, strangersMax } = retention;
  const oldest = new Date(now.getTime() - days * 86_400_000);
  await db.deleteFrom("requests").where("at", "<", oldest).execute();
  for (const [isKnown, requestsMaxOfKind] of [
    [true, requestsMax],
    [false, strangersMax],
  ] as const) {
    const ofKind = sql<boolean>`(marketplace is not null) = ${isKnown}`;
    const firstTooMany = db
      .selectFrom("requests")
      .select(["at", "id"])
      .where(ofKind)
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .offset(requestsMaxOfKind)
      .limit(1);
    await db.deleteFrom("requests").where(ofKind).where(sql<boolean>`(at, id) <= (${firstTooMany})`).execute();
  }
}
