import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { serve } from "@hono/node-server";
import fastify from "fastify";
import { Hono } from "hono";
import type { TokenGate } from "../../providers/apifew/runtime/token-gate.ts";
import { tokenHook } from "../../providers/apifew/runtime/token-hook.ts";
import { tokenListener } from "../../providers/apifew/runtime/token-listener.ts";
import { tokenMiddleware } from "../../providers/apifew/runtime/token-middleware.ts";

/**
 * A seller's own API behind a gate: /ok, /created, /missing, /broken; /stream, whose end waits for `release`;
 * /slow, whose beginning does; and /torn, which then breaks off.
 */
export interface PaidApi extends AsyncDisposable {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The number of requests that passed the gate. */
  readonly served: () => number;
  release(): void;
}

interface Backstage {
  readonly released: Promise<void>;
  note(): void;
}

type Start = (gate: TokenGate, backstage: Backstage) => Promise<{ fetch: PaidApi["fetch"]; close(): Promise<unknown> }>;

async function* chunks(released: Promise<void>): AsyncGenerator<Uint8Array> {
  yield Buffer.from("one");
  await released;
  yield Buffer.from("two");
}

async function* torn(released: Promise<void>): AsyncGenerator<Uint8Array> {
  yield Buffer.from("one");
  await released;
  throw new Error("torn");
}

const statusOf = (path: string): number =>
  ({ "/ok": 200, "/slow": 200, "/created": 201, "/missing": 404 })[path] ?? 500;

const startNode: Start = async (gate, { released, note }) => {
  const listener = async ({ url = "" }: IncomingMessage, response: ServerResponse): Promise<void> => {
    note();
    if (url === "/stream" || url === "/torn") {
      await pipeline(url === "/stream" ? chunks(released) : torn(released), response).catch(() => undefined);
      return;
    }
    if (url === "/slow") {
      await released;
    }
    response.statusCode = statusOf(url);
    response.end("done");
  };
  const server = createServer(tokenListener(gate, listener));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return reach(server);
};

function paidHono(gate: TokenGate, { released, note }: Backstage): Hono {
  const app = new Hono();
  app.use(
    "*",
    tokenMiddleware(gate, () => "somebody"),
  );
  app.use("*", async (_, next) => {
    note();
    await next();
  });
  app.get("/ok", (c) => c.text("done"));
  app.get("/created", (c) => c.text("done", 201));
  app.get("/stream", () => new Response(ReadableStream.from(chunks(released))));
  app.get("/torn", () => new Response(ReadableStream.from(torn(released))));
  app.get("/slow", async (c) => {
    await released;
    return c.text("done");
  });
  app.get("/broken", () => {
    throw new Error("broken");
  });
  app.onError((_, c) => c.text("done", 500));
  return app;
}

const startHonoOnNode: Start = async (gate, backstage) => {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const server = serve({ fetch: paidHono(gate, backstage).fetch, port: 0, hostname: "127.0.0.1" }, () => resolve());
  await listening;
  return reach(server as Server);
};

/** hono without a Node server, as on other runtimes. */
const startHono: Start = async (gate, backstage) => {
  const app = paidHono(gate, backstage);
  return { fetch: async (path, init) => app.request(path, init), close: async () => undefined };
};

const startFastify: Start = async (gate, { released, note }) => {
  const app = fastify();
  app.addHook("onRequest", tokenHook(gate));
  app.addHook("onRequest", async () => note());
  app.get("/ok", async () => "done");
  app.get("/created", async (_, reply) => reply.code(201).send("done"));
  app.get("/stream", async (_, reply) => reply.send(Readable.from(chunks(released))));
  app.get("/torn", async (_, reply) => reply.send(Readable.from(torn(released))));
  app.get("/slow", async () => {
    await released;
    return "done";
  });
  app.get("/broken", async () => {
    throw new Error("broken");
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return reach(app.server);
};

export const adapters: readonly (readonly [name: string, start: Start])[] = [
  ["node http", startNode],
  ["hono on node", startHonoOnNode],
  ["hono elsewhere", startHono],
  ["fastify", startFastify],
];

export async function startPaidApi(start: Start, gate: TokenGate): Promise<PaidApi> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let served = 0;
  const { fetch, close } = await start(gate, {
    released,
    note: () => {
      served += 1;
    },
  });
  const dispose = async (): Promise<void> => {
    release();
    await close();
  };
  return { fetch, release, served: () => served, [Symbol.asyncDispose]: dispose };
}

function reach(server: Server) {
  const { port } = server.address() as AddressInfo;
  return {
    fetch: (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
