import { z } from "zod";

/** Codes of Node's sockets for a server that cannot be reached, or whose connection was lost. */
const socketCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "ENOENT"],
  ...["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"],
]);

/**
 * SQLSTATEs, or classes of them, that concern the server and not the statement (PostgreSQL's manual, appendix
 * A): connections, authentication, missing database, serialization failures, resources, read-only server,
 * shutdown, start, time limits, disk errors.
 */
const states = /^(08|28|3D000|40|53|25006|55P03|57|58)/;

/** Messages of pg, its pool and Kysely that have no code. */
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

/** Whether an error means that the database is temporarily unavailable, so that a retry may succeed. */
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
