import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { assertShallow } from "../parse-json.ts";
import { HttpError, problems } from "../problem.ts";
import type { ServiceContext } from "../service-context.ts";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";
import { refuseUnknownQuery } from "./refuse-unknown-query.ts";
import { requireOperator } from "./require-operator.ts";

/** The security requirement of every operators' route. */
export const operatorOnly = { security: [{ operator: [] }], problems: problems(401, 403) };

/** A group of routes for operators only. */
export function operatorGroup(context: ServiceContext, paths: readonly string[]): RouteGroup {
  const group: RouteGroup = new OpenAPIHono<ServiceEnv>();
  group.openAPIRegistry.registerComponent("securitySchemes", "operator", {
    type: "http",
    scheme: "bearer",
    description: "A token from `marketplane token create`; scope read for GET, write for everything else.",
  });
  for (const path of paths) {
    group.use(`${path}/*`, requireOperator(context), refuseUnknownQuery(group), refuseDeepJson);
  }
  return group;
}

/** Reads the body here and keeps it for the route. */
const refuseDeepJson: MiddlewareHandler<ServiceEnv> = async (c, next) => {
  if (/\bjson\b/i.test(c.req.header("Content-Type") ?? "")) {
    assertShallow(await c.req.text());
  }
  await next();
};

/** The name of the request's sender in the audit log. */
export function actorOf(c: Context<ServiceEnv>): `operator:${string}` {
  const operator = c.get("operator");
  if (operator === undefined) {
    throw new HttpError(401);
  }
  return `operator:${operator.name}`;
}
