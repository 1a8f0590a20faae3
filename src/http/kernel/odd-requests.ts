import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
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
  if (fault !== undefined) {
    incoming.headers.host = "localhost";
  }
  return fault;
}

/** "OPTIONS *" is about the server as a whole, which "OPTIONS /" asks here (RFC 9110, 9.3.7). */
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

/** Answers what is no HTTP, and so reaches no route, as every other refusal is answered; returns the answer's id. */
export function answerUnparsed(error: Error & { readonly code?: string }, socket: Duplex): string {
  const requestId = randomUUID();
  const status = statuses[error.code ?? ""] ?? 400;
  const detail = status === 400 ? "This is not a request of HTTP/1.1." : undefined;
  endWith(socket, { status, requestId, ...(detail && { detail }) });
  return requestId;
}

/** Answers CONNECT, for which Node has no response to fill: this server is no proxy (RFC 9110, 9.3.6). */
export function answerConnect(_incoming: IncomingMessage, socket: Duplex): void {
  // A caller that leaves without its answer is no failure of the server.
  socket.on("error", () => undefined);
  endWith(socket, { status: 405, requestId: randomUUID(), detail: "CONNECT is for proxies.", allow: "GET, HEAD" });
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

/** The answer to a request whose target is no path, and so reaches no route. */
export function answerUnreadable(): Response {
  const requestId = randomUUID();
  const headers = { "Content-Type": "application/problem+json", "X-Request-Id": requestId };
  return new Response(toProblemBody(400, { requestId, detail: "The request's target is not a path." }), {
    status: 400,
    headers,
  });
}
