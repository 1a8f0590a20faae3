import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { RequestTable } from "../../../core/db/tables/log-tables.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { HttpError } from "../../kernel/problem.ts";

export type RecordedRequest = Selectable<RequestTable>;
export type RequestSummary = Omit<RecordedRequest, "headers" | "body" | "answer">;

/** Filters; a request must match all that are set. */
export interface RequestFilter {
  readonly marketplace?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly method?: string | undefined;
  readonly status?: number | undefined;
  /** The first digit of the status, such as 4 for refused requests and 5 for failed ones. */
  readonly statusClass?: number | undefined;
  readonly replayOf?: string | undefined;
  /** If true, only requests that match no route. */
  readonly isStray?: boolean | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

interface RequestPage {
  readonly requests: readonly RequestSummary[];
  /** Cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

const Place = z.tuple([z.iso.datetime(), z.uuid()]);
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

/** A page of the journal, newest request first. */
export async function listRequests(
  db: Kysely<Tables>,
  filter: RequestFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
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
        ...(cursor === undefined ? [] : [after(cursor)]),
      ]),
    )
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const requests = rows.slice(0, limit);
  const last = requests.at(-1);
  return { requests, next: rows.length > limit && last ? toCursor(last) : undefined };
}

/** The recorded request with this id; throws a problem 404 if there is none. */
export async function getRequest(db: Kysely<Tables>, id: string): Promise<RecordedRequest> {
  const found = await db.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst();
  if (found === undefined) {
    throw new HttpError(404, { detail: "This request does not exist, or its retention period has ended." });
  }
  return found;
}

function toCursor({ at, id }: RequestSummary): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

function after(cursor: string) {
  const place = Place.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!place.success) {
    throw new HttpError(400, { detail: "cursor: must be the value of next from an earlier page" });
  }
  const [at, id] = place.data;
  return sql<boolean>`(at, id) < (${new Date(at)}, ${id})`;
}
