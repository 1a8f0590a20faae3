import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { listenError } from "../../core/background/listen-error.ts";
import {
  answerConnect,
  answerUnparsed,
  answerUnreadable,
  continueWhenRead,
  takeHost,
  takeServerWideOptions,
} from "./odd-requests.ts";
import type { ServiceEnv } from "./service-env.ts";

interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Maximum time for a whole request to arrive. */
  readonly requestTimeoutMs: number;
  /** The setting that changes the address, for the error message. */
  readonly setting?: string;
}

/** A listening server. */
export interface Listener {
  readonly url: string;
  /**
   * Stops accepting connections and waits for open requests, for at most this long. Then it closes their
   * connections.
   */
  close(drainTimeoutMs: number): Promise<void>;
}

/**
 * Longer than the 60 s after which common load balancers close an idle connection, so that they close it
 * first.
 */
const keepAliveTimeoutMs = 65_000;
const headersTimeoutMsMax = 10_000;
/** For a connection without traffic, such as a caller that does not read its answer. */
const idleTimeoutMs = 120_000;
/** How often Node checks for late requests. Its default of 30 s would allow them to be late by as much. */
const checkIntervalMs = 1_000;

/** Serves an application over HTTP/1.1, and disconnects clients that send slowly or not at all. */
export async function listen(app: Hono<ServiceEnv>, options: ListenOptions): Promise<Listener> {
  const { host, port, requestTimeoutMs, setting = "listen.host and listen.port" } = options;
  const hostFaults = new WeakMap<object, string>();
  const listener = getRequestListener(
    (request, env) => app.fetch(request, { ...env, hostFault: hostFaults.get(env.incoming) }),
    { errorHandler: () => answerUnreadable() },
  );
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const fault = takeHost(incoming);
    if (fault !== undefined) {
      hostFaults.set(incoming, fault);
    }
    takeServerWideOptions(incoming);
    return listener(incoming, outgoing);
  };
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(headersTimeoutMsMax, requestTimeoutMs),
      keepAliveTimeout: keepAliveTimeoutMs,
      // Refused with a problem, except for probes.
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(checkIntervalMs, requestTimeoutMs),
    },
    answer,
  );
  server.on("clientError", answerUnparsed);
  server.on("connect", answerConnect);
  // Without a listener, Node answers it with 417 and no body.
  server.on("checkExpectation", answer);
  server.on("checkContinue", (incoming, outgoing) => {
    continueWhenRead(incoming, outgoing);
    return answer(incoming, outgoing);
  });
  server.setTimeout(idleTimeoutMs);
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw listenError(error, { host, port, setting });
  }
  return { url: urlOf(server, host), close: (drainTimeoutMs) => drain(server, drainTimeoutMs) };
}

async function drain(server: Server, drainTimeoutMs: number): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), drainTimeoutMs);
  // A connection that becomes idle after server.close() is kept alive for its client until it is closed here.
  const sweeper = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(timer);
  clearInterval(sweeper);
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
