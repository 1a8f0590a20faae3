import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { toProblemBody } from "./problem.ts";

const hostPattern = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]*))(:\d{1,5})?$/i;

/**
 * Checks a request's Host header and returns what is wrong with it, if anything; the request then continues
 * with localhost as its host. HTTP/1.0 requires no Host, and some load balancers use it for their checks.
 */
export function takeHost(incoming: IncomingMessage): string | undefined {
  const names = incoming.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  const { host } = incoming.headers;
  const fault =
    names.length > 1
      ? "A request must have exactly one Host header."
      : !host
        ? "A request must have a Host header."
        : !hostPattern.test(host)
          ? "The Host header is not a name or an address with an optional port."
          : undefined;
  if (fault !== undefined) {
    incoming.headers.host = "localhost";
  }
  return fault;
}

/**
 * "OPTIONS *" concerns the server as a whole; the application handles it as "OPTIONS /" (RFC 9110, 9.3.7).
 */
export function takeServerWideOptions(incoming: IncomingMessage): void {
  if (incoming.method === "OPTIONS" && incoming.url === "*") {
    incoming.url = "/";
  }
}

/**
 * Answers "Expect: 100-continue" when the body is first read. A request that is refused for its headers is
 * thus answered at once (RFC 9110, 10.1.1). The caller then may or may not send the body. The connection is
 * closed, since a body and a next request cannot be distinguished.
 */
export function continueWhenRead(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const read = incoming._read.bind(incoming);
  const { shouldKeepAlive } = outgoing;
  outgoing.shouldKeepAlive = false;
  incoming._read = (size) => {
    incoming._read = read;
    if (!outgoing.headersSent) {
      outgoing.shouldKeepAlive = shouldKeepAlive;
      outgoing.writeContinue();
    }
    read(size);
  };
}

const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers bytes that are not a valid HTTP request, in the format of every other refusal. Returns the answer's
 * id.
 */
export function answerUnparsed(error: Error & { readonly code?: string }, socket: Duplex): string {
  const requestId = randomUUID();
  const status = statuses[error.code ?? ""] ?? 400;
  const detail = status === 400 ? "This is not a valid HTTP/1.1 request." : undefined;
  endWith(socket, { status, requestId, ...(detail && { detail }) });
  return requestId;
}

/**
 * Answers CONNECT, for which Node provides no response object: this server is not a proxy (RFC 9110, 9.3.6).
 */
export function answerConnect(_incoming: IncomingMessage, socket: Duplex): void {
  // A caller may disconnect before it has the answer.
  socket.on("error", () => undefined);
  endWith(socket, {
    status: 405,
    requestId: randomUUID(),
    detail: "This server is not a proxy and does not support CONNECT.",
    allow: "GET, HEAD",
  });
}

interface RawAnswer {
  readonly status: number;
  readonly requestId: string;
  readonly detail?: string;
  readonly allow?: string;
}

function endWith(socket: Duplex, { status, requestId, detail, allow }: RawAnswer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = toProblemBody(status, { requestId, ...(detail && { detail }) });
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/problem+json",
    `X-Request-Id: ${requestId}`,
    ...(allow === undefined ? [] : [`Allow: ${allow}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${headers.join("\r\n")}\r\n\r\n${body}`);
}

/** The answer to a request whose target is not a path. */
export function answerUnreadable(): Response {
  const requestId = randomUUID();
  const headers = { "Content-Type": "application/problem+json", "X-Request-Id": requestId };
  return new Response(toProblemBody(400, { requestId, detail: "The request's target is not a path." }), {
    status: 400,
    headers,
  });
}
