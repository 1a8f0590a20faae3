import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";
import { UnusableServerError } from "./assert-usable.ts";

/** The cause by error code: codes of Node's sockets, and PostgreSQL's SQLSTATEs. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: check that the server is running, and its host and port",
  ENOTFOUND: "unknown host",
  EAI_AGAIN: "its name cannot be resolved at the moment",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
  "28P01": "user or password is wrong",
  "28000": "it does not admit this user (see the server's pg_hba.conf)",
  "3D000": "the database does not exist: create it with CREATE DATABASE",
  "53300": "it has no free connection (max_connections)",
  "57P03": "it is starting up or shutting down",
};

const Coded = z.object({ code: z.string() });

/** The error of a failed connection. It names the server and never the password. */
export function toConnectionError(error: unknown, url: string): Error {
  const code = Coded.safeParse(error).data?.code ?? "";
  const said = errorText(error);
  const reason = error instanceof UnusableServerError ? said : (explanations[code] ?? withoutPassword(said, url));
  // No `cause`: pg's error for an invalid URL contains the URL, password included.
  return new Error(`The database ${describe(url)} cannot be used: ${reason}`);
}

function describe(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) {
    return "of database.url (not a URL such as postgresql://user:password@host:5432/name)";
  }
  const { username, host, pathname } = parsed;
  return `${decode(pathname.slice(1)) || "(default)"} at ${host || "(local socket)"}${username && ` of user ${decode(username)}`}`;
}

function withoutPassword(said: string, url: string): string {
  const password = URL.parse(url)?.password ?? "";
  return [url, password, decode(password)]
    .filter((secret) => secret !== "")
    .reduce((rest, secret) => rest.replaceAll(secret, "***"), said);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
