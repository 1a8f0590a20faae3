import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";
import { UnusableServerError } from "./assert-usable.ts";

/** What follows from a failure's code: of Node's sockets, or PostgreSQL's SQLSTATE. */
const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there: is the server running, and are host and port right?",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "its name cannot be resolved at the moment",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
  "28P01": "it refuses user or password",
  "28000": "it does not let this user in (see the server's pg_hba.conf)",
  "3D000": "there is no such database: CREATE DATABASE first",
  "53300": "it has no connection left (max_connections)",
  "57P03": "it is starting up or shutting down",
};

const Coded = z.object({ code: z.string() });

/** A failure to connect, said in words that name the server and never the password. */
export function toConnectionError(error: unknown, url: string): Error {
  const code = Coded.safeParse(error).data?.code ?? "";
  const said = errorText(error);
  const reason = error instanceof UnusableServerError ? said : (explanations[code] ?? withoutPassword(said, url));
  // No `cause`: what pg throws of an unusable URL repeats it.
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
