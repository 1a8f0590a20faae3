import { getRequestListener } from "@hono/node-server";
import { loopbackServer } from "./loopback-server.ts";

/**
 * Serves what answers requests on a free port of the loopback, until the present test ends; returns its
 * origin.
 */
export function serveLoopback(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  return loopbackServer(getRequestListener(fetch));
}
