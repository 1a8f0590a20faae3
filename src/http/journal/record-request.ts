import { randomUUID } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { withTimeout } from "../../core/background/with-timeout.ts";
import { findEndpoint, type MarketplaceEndpoint } from "../kernel/marketplace-endpoint.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { readBody } from "./read-body.ts";
import { watchAnswer } from "./watch-answer.ts";

interface RecordOptions {
  readonly marketplaces: readonly MarketplaceEndpoint[];
  readonly bodyBytesMax: number;
  now(): Date;
  /** Receives the entry. Must return at once, because the request waits. */
  keep(entry: Promise<JournalEntry>): void;
}

/** How long an answer waits for a body that its route did not read, in case the sender is slow. */
const patienceMs = 500;

/**
 * Records requests to the marketplaces' endpoints, and requests without a route, after they are answered. A
 * request that did not authenticate as the marketplace belongs to a stranger, even at the marketplace's
 * endpoint.
 */
export function recordRequest(options: RecordOptions): MiddlewareHandler<ServiceEnv> {
  const { marketplaces, bodyBytesMax, now, keep } = options;
  return async (c, next) => {
    const at = now();
    const startedMs = performance.now();
    const readAnswer = watchAnswer(c);
    await next();
    const endpoint = findEndpoint(marketplaces, c.req.path);
    const route = routeOf(c);
    if (endpoint === undefined && !isStray(c, route)) {
      return;
    }
    const marketplace = endpoint !== undefined && wasAuthenticated(c, endpoint) ? endpoint.source : null;
    const durationMs = performance.now() - startedMs;
    const body = await patiently(readBody(c, bodyBytesMax), c.res.ok);
    const facts = { id: randomUUID(), at, marketplace, route, durationMs, body, replayOf: c.env?.replayOf ?? null };
    const entry = { ...facts, ...requestOf(c), status: c.res.status };
    keep(readAnswer().then((answer) => ({ ...entry, answer })));
  };
}

/**
 * A successful answer means that the route authenticated the request, except for OPTIONS, which is not
 * authenticated.
 */
function wasAuthenticated(c: Context<ServiceEnv>, { signInPath, isProven }: MarketplaceEndpoint): boolean {
  if (c.req.method === "OPTIONS") {
    return isProven(c);
  }
  return c.res.ok || (c.req.path === signInPath ? c.res.status < 400 : isProven(c));
}

/**
 * A successful route has read the body. After a refusal, waits for an unread body for at most `patienceMs`.
 */
async function patiently(body: Promise<string | null>, isRead: boolean): Promise<string | null> {
  return (isRead ? body : withTimeout(body, patienceMs, () => new Error("no body"))).catch(() => null);
}

/** Whether the path has no route. An operator's mistyped path does not count. */
function isStray({ req, res }: Context, route: string | null): boolean {
  const hasNoRoute = route === null && (res.status === 404 || res.status === 405);
  return hasNoRoute && !req.path.startsWith("/api/") && !req.path.startsWith("/console");
}

/** The path as its route declares it. Middleware is registered for all methods, a route for one. */
function routeOf(c: Context): string | null {
  return matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? null;
}

function requestOf(c: Context<ServiceEnv>): Pick<JournalEntry, "method" | "path" | "headers"> {
  const { url, method } = c.req;
  const headers = { ...Object.fromEntries(c.req.raw.headers), "x-request-id": c.get("requestId") };
  return { method, path: url.slice(url.indexOf("/", "https://".length)), headers };
}
