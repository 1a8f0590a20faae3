import { randomUUID } from "node:crypto";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { toProblemBody } from "./problem.ts";

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*))(:\d{1,5})?$/i;

/**
 * What is wrong with a request's Host, which is taken for localhost from here on; undefined when nothing is. HTTP/1.0, as some load
 * balancers' checks speak it, needs none.
 */
export function takeHost(incoming: IncomingMessage): string | undefined {
  const names = incoming.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  const { host } = incoming.headers;
  const fault =
    names.length > 1
      ? "A request has one Host header."
      : !host
        ? "A request needs a Host header."
        : !hostPattern.test(host)
          ? "The Host header is not a name or an address with an optional port."
          : undefined;
  if (fault !== undefined) incoming.headers.host = "localhost";
  return fault;
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is no HTTP, and so reaches no route, as every other refusal is answered; returns the answer's id. */
export function answerUnparsed(error: Error & { readonly code?: string }, socket: Duplex): string {
  const requestId = randomUUID();
  const status = statuses[error.code ?? ""] ?? 400;
  const detail = status === 400 ? "This is not a request of HTTP/1.1." : undefined;
  const body = toProblemBody(status, { requestId, ...(detail && { detail }) });
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\nX-Request-Id: ${requestId}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  } else socket.destroy();
  return requestId;
}

/** The answer to a request whose target is no path, and so reaches no route. */
export function answerUnreadable(): Response {
  const requestId = randomUUID();
  const headers = { "Content-Type": "application/problem+json", "X-Request-Id": requestId };
  return new Response(toProblemBody(400, { requestId, detail: "The request's target is not a path." }), {
    status: 400,
    headers,
  });
}
