import { parseJson } from "@marketplane/providers/http/parse-json.ts";
import type { Kysely } from "kysely";
import { z } from "zod";
import {
  findRequest,
  listRequests,
  type RecordedRequest,
  type RequestFilter,
  type RequestPlace,
  type RequestSummary,
} from "../../../core/db/queries/requests.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { HttpError } from "../../kernel/problem.ts";

interface RequestPage {
  readonly requests: readonly RequestSummary[];
  /** Cursor of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** A page of the journal, newest request first. Throws a problem 400 if the cursor is invalid. */
export async function pageOfRequests(
  db: Kysely<Tables>,
  filter: RequestFilter,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<RequestPage> {
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const { requests, next } = await listRequests(db, filter, { limit, after });
  return { requests, next: next && toCursor(next) };
}

/** The request with this id. Throws a problem 404 if it does not exist. */
export async function getRequest(db: Kysely<Tables>, id: string): Promise<RecordedRequest> {
  const found = await findRequest(db, id);
  if (found === undefined) {
    throw new HttpError(404, { detail: "This request does not exist, or its retention period has ended." });
  }
  return found;
}

const Place = z.tuple([z.iso.datetime(), z.uuid()]);

function toCursor({ at, id }: RequestPlace): string {
  return Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");
}

function parseCursor(cursor: string): RequestPlace {
  const place = Place.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!place.success) {
    throw new HttpError(400, { detail: "cursor: must be the value of next from an earlier page" });
  }
  const [at, id] = place.data;
  return { at: new Date(at), id };
}
