import { z } from "zod";

/** Codes of Node's sockets that say that the server was not reached, or is gone. */
const socketCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "ENOENT"],
  ...["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"],
]);

/**
 * SQLSTATEs, or classes of them, that are about the server and not about the statement (PostgreSQL's manual, appendix A):
 * connections, who may log in, no such database, transactions that lost a race, resources, a read-only server, a server that
 * shuts down or starts, time limits, faults of the disk.
 */
const states = /^(08|28|3D000|40|53|25006|55P03|57|58)/;

/** What pg, its pool and Kysely say without a code. */
const messages = [
  "timeout exceeded when trying to connect",
  "Connection terminated",
  "Client has encountered a connection error",
  "Client was closed and is not queryable",
  "Query read timeout",
  "Cannot use a pool after calling end",
  "driver has already been destroyed",
];

const Failure = z.object({ code: z.string().optional().catch(undefined), message: z.string() });

/** Whether a failure says that the database cannot do its work now, so that the same may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) {
    return error.errors.some(isDatabaseUnavailable);
  }
  const failure = Failure.safeParse(error);
  if (!failure.success) {
    return false;
  }
  const { code = "", message } = failure.data;
  return socketCodes.has(code) || states.test(code) || messages.some((each) => message.startsWith(each));
}
