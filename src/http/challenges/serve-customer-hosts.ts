import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import { withTimeout } from "../../core/background/with-timeout.ts";
import { tooLate } from "../kernel/limits/limit-time.ts";
import type { ServiceContext } from "../kernel/service-context.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import { findChallenge } from "./find-challenge.ts";

const wellKnown = "/.well-known/";

/**
 * Answers every request for a customer's host and passes none of them to our own routes. The answer is the
 * token that Cloudflare or a certificate authority asks for, or 404. Customers point their DNS at this
 * server, so the panel and the APIs must not be reachable under a customer's hostname.
 */
export function serveCustomerHosts({
  config,
  db,
}: Pick<ServiceContext, "config" | "db">): MiddlewareHandler<ServiceEnv> {
  const ownHost = hostnameOf(new URL(config.publicUrl).host);
  return async (c, next) => {
    const host = hostnameOf(c.req.header("Host") ?? new URL(c.req.url).host);
    if (c.env?.hostFault !== undefined || !isCustomerHost(host, ownHost)) {
      return next();
    }
    const url = new URL(c.req.url);
    const isReading = c.req.method === "GET" || c.req.method === "HEAD";
    const isAsked = isReading && url.pathname.startsWith(wellKnown);
    const find = () => withTimeout(findChallenge(db, host, url.pathname), config.limits.requestTimeoutMs, tooLate);
    const body = isAsked ? await find() : undefined;
    const headers = { "Content-Type": "text/plain", "Cache-Control": "no-store" };
    return body === undefined ? c.body("Not found", 404, headers) : c.body(body, 200, headers);
  };
}

/** The host name in lower case, without its port and trailing dot. */
function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, "").replace(/\.$/, "").toLowerCase();
}

/**
 * Load balancers, probes and other containers call this process by an address or by a name without a dot. No
 * customer's hostname looks like that.
 */
function isCustomerHost(host: string, ownHost: string): boolean {
  const isAddress = isIP(host) !== 0 || host.startsWith("[");
  return host !== ownHost && host.includes(".") && !isAddress && !host.endsWith(".localhost");
}
