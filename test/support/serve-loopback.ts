import { getRequestListener } from "@hono/node-server";
import { loopbackServer } from "./loopback-server.ts";

/** Serves a request handler on a free loopback port until the current test ends; returns its origin. */
export function serveLoopback(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  return loopbackServer(getRequestListener(fetch));
}
