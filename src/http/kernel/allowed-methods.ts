import type { Hono, MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import { problem } from "./problem.ts";
import type { ServiceEnv } from "./service-env.ts";

/**
 * Answers by the methods that a path's routes support (RFC 9110, 9.3.7 and 15.5.6). OPTIONS gets 204 and
 * Allow before authentication, because the OpenAPI document lists the same methods publicly. Any other
 * unsupported method gets 405 and Allow. OPTIONS for / concerns the server as a whole: HAProxy's plain health
 * check sends it and accepts only 2xx and 3xx as healthy.
 */
export function allowedMethods(app: Hono<ServiceEnv>): MiddlewareHandler<ServiceEnv> {
  let table: TrieRouter<readonly string[]> | undefined;
  const methodsOf = (path: string) => {
    table ??= tableOf(app);
    return [...new Set(table.match("ALL", path)[0].flatMap(([methods]) => methods))];
  };
  return async (c, next) => {
    const { method, path } = c.req;
    const methods = method === "OPTIONS" && path === "/" ? ["GET", "HEAD"] : methodsOf(path);
    const allow = [...methods, "OPTIONS"].join(", ");
    if (method === "OPTIONS" && methods.length > 0) {
      return c.body(null, 204, { Allow: allow });
    }
    await next();
    if (c.res.status !== 404 || c.error || methods.length === 0 || methods.includes(method)) {
      return undefined;
    }
    c.res = problem(c, 405, {
      detail: `This path supports only ${methods.join(", ")}.`,
      headers: { Allow: allow },
    });
    return undefined;
  };
}

/** The methods of each pattern, without middleware. */
function tableOf({ routes }: Hono<ServiceEnv>): TrieRouter<readonly string[]> {
  const byPath = Map.groupBy(
    routes.filter(({ method }) => method !== "ALL"),
    ({ path }) => path,
  );
  const table = new TrieRouter<readonly string[]>();
  for (const [path, found] of byPath) {
    table.add(
      "ALL",
      path,
      found.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method])),
    );
  }
  return table;
}
