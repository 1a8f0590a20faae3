import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";

const safeMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses requests that another site made a browser send with our cookies. It checks every method that can
 * change something, for every content type, since routes read bodies of other types too. A browser states a
 * request's origin in Origin and Sec-Fetch-Site, which no page can set. At least one is required, and each
 * one present must name this site.
 */
export function requireSameOrigin(publicUrl: string): MiddlewareHandler {
  const own = new URL(publicUrl);
  // On a developer's machine the same pages also have an address of this machine, which the Host header
  // names.
  const isOwn = (origin: string, host: string | undefined) =>
    origin === own.origin || (host !== undefined && host !== own.host && URL.parse(origin)?.host === host);
  return async (c, next) => {
    if (safeMethods.includes(c.req.method)) {
      return next();
    }
    const origin = c.req.header("Origin");
    const site = c.req.header("Sec-Fetch-Site");
    const isSaid = origin !== undefined || site !== undefined;
    const isOwnOrigin = origin === undefined || isOwn(origin, c.req.header("Host"));
    if (isSaid && isOwnOrigin && (site ?? "same-origin") === "same-origin") {
      return next();
    }
    throw new HTTPException(403, { message: `a request must come from a page of ${own.origin}` });
  };
}
