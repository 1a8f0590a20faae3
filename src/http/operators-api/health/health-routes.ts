import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Logger } from "pino";
import { commonProblems, Problem } from "../../kernel/problem.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";
import { failedChecks, type ReadinessChecks } from "./readiness.ts";

interface HealthOptions {
  readonly checks: ReadinessChecks;
  /** True once the process has received a stop signal. */
  isStopping(): boolean;
  readonly log: Logger;
}

const tags = ["Operation"];
const Ok = z.object({ status: z.literal("ok") });
const ok = { description: "Yes", content: { "application/json": { schema: Ok } } };

const NotReady = z.object({ status: z.literal("unavailable"), missing: z.array(z.string()) });
const notReady = {
  description: "Not ready: `missing` names the parts",
  content: { "application/json": { schema: NotReady }, "application/problem+json": { schema: Problem } },
};

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  tags,
  operationId: "getHealth",
  summary: "Check that the process is alive",
  description: "Checks nothing else, so that an unavailable database does not restart the process.",
  responses: { 200: ok, ...commonProblems },
});

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  tags,
  operationId: "getReadiness",
  summary: "Check that the process can accept requests",
  description:
    "Writes to the database. 503 names the parts that are not ready: database, migrations, queue, or stopping.",
  responses: { 200: ok, ...commonProblems, 503: notReady },
});

/** The probes of orchestrators and load balancers. */
export function healthRoutes({ checks, isStopping, log }: HealthOptions): RouteGroup {
  const routes: RouteGroup = new OpenAPIHono<ServiceEnv>();
  routes.openapi(healthRoute, (c) => c.json({ status: "ok" as const }, 200));
  routes.openapi(readyRoute, async (c) => {
    const failures = isStopping() ? new Map([["stopping", undefined]]) : await failedChecks(checks);
    if (failures.size === 0) {
      return c.json({ status: "ok" as const }, 200);
    }
    for (const [check, err] of failures) {
      log.warn({ check, err }, "not ready");
    }
    // The reasons go to the log: this route is public.
    return c.json({ status: "unavailable" as const, missing: [...failures.keys()] }, 503);
  });
  return routes;
}
