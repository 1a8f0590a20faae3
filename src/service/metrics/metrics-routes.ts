import { OpenAPIHono } from "@hono/zod-openapi";
import { timingSafeEqual } from "hono/utils/buffer";
import type { ControlPlaneConfig } from "../../config/control-plane-config.ts";
import type { Exposition } from "../../telemetry/merge-metrics.ts";
import { callerAddress, isLoopback } from "../limits/caller-address.ts";
import { problem } from "../problem.ts";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";

interface MetricsOptions {
  readonly registry: Exposition;
  readonly config: Pick<ControlPlaneConfig, "metrics" | "limits">;
  /** Whether this is the address of metrics.listen, which only those who may read them can reach. */
  readonly isOwnAddress: boolean;
}

/**
 * GET /metrics for Prometheus: with the bearer token metrics.token where there is one, and without one on an address of its
 * own or from this very machine alone. A request that came through a proxy is not from this machine.
 */
export function metricsRoutes({ registry, config, isOwnAddress }: MetricsOptions): RouteGroup {
  const routes: RouteGroup = new OpenAPIHono<ServiceEnv>();
  const { token } = config.metrics;
  routes.get("/metrics", async (c) => {
    if (token !== undefined && !(await timingSafeEqual(c.req.header("Authorization") ?? "", `Bearer ${token}`))) {
      return problem(c, 401, { headers: { "WWW-Authenticate": 'Bearer realm="metrics"' } });
    }
    const isForwarded = c.req.header("X-Forwarded-For") !== undefined || c.req.header("Forwarded") !== undefined;
    if (token === undefined && !isOwnAddress && (isForwarded || !isLoopback(callerAddress(c, 0)))) {
      const detail = "Only this machine may read them: set metrics.token or metrics.listen to read them from another.";
      return problem(c, 403, { detail });
    }
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
  return routes;
}
