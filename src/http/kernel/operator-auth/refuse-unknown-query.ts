import { z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { HttpError } from "../problem.ts";
import type { PropertyError } from "../property-error.ts";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";

/**
 * Refuses query parameters that the route does not declare, and repeated ones, as unknown keys of a body are
 * refused. Otherwise a misspelt filter would return the whole list.
 */
export function refuseUnknownQuery({ openAPIRegistry }: RouteGroup): MiddlewareHandler<ServiceEnv> {
  let declared: ReadonlyMap<string, readonly string[]> | undefined;
  return (c, next) => {
    declared ??= declaredQueries(openAPIRegistry.definitions);
    const route = matchedRoutes(c).findLast(({ method }) => method !== "ALL");
    const known = declared.get(`${route?.method} ${route?.path}`);
    const names = [...new URL(c.req.url).searchParams.keys()];
    const errors = known === undefined ? [] : names.flatMap((name, index) => faultOf(name, index, names, known));
    if (errors.length === 0) {
      return next();
    }
    const detail = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    throw new HttpError(400, { detail, members: { errors } });
  };
}

const shownLengthMax = 64;

function faultOf(name: string, index: number, names: readonly string[], known: readonly string[]): PropertyError[] {
  const path = name.slice(0, shownLengthMax);
  if (!known.includes(name)) {
    const has = known.length === 0 ? "it has no parameters" : `defined: ${known.join(", ")}`;
    return [{ path, message: `is not a parameter of this path (${has})` }];
  }
  return names.indexOf(name) < index ? [{ path, message: "must not be repeated" }] : [];
}

const Definition = z.object({
  type: z.literal("route"),
  route: z.object({
    method: z.string(),
    path: z.string(),
    request: z.object({ query: z.instanceof(z.ZodObject).optional() }).optional(),
  }),
});

/** The parameters of each route, by the router's method and path. */
function declaredQueries(definitions: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    definitions.flatMap((definition): [string, readonly string[]][] => {
      const parsed = Definition.safeParse(definition);
      if (!parsed.success) {
        return [];
      }
      const { method, path, request } = parsed.data.route;
      const key = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
      return [[key, Object.keys(request?.query?.shape ?? {})]];
    }),
  );
}
