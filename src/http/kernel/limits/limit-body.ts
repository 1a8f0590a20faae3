import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

interface BodyLimit {
  readonly bytesMax: number;
  /** Throws or answers if the body is too long. */
  refuse(): never;
}

/**
 * Refuses longer bodies. Content-Length can be trusted, because HTTP delivers no more bytes than it says.
 * Hono's own limit would access the body's stream first, and a request whose stream was accessed takes twice
 * as long as one that is read in one piece later.
 */
export function limitBody({ bytesMax, refuse }: BodyLimit): MiddlewareHandler {
  const limitStream = bodyLimit({ maxSize: bytesMax, onError: refuse });
  return (c, next) => {
    // Content sent with GET or HEAD is not a body, and no route can read it.
    if (c.req.method === "GET" || c.req.method === "HEAD") {
      return next();
    }
    const length = c.req.header("Content-Length");
    if (length === undefined || c.req.header("Transfer-Encoding") !== undefined) {
      return limitStream(c, next);
    }
    return Number(length) > bytesMax ? refuse() : next();
  };
}
