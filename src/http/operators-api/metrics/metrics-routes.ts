import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { timingSafeEqual } from "hono/utils/buffer";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import { isLocalUrl } from "../../../core/config/is-local-url.ts";
import type { Exposition } from "../../../core/telemetry/merge-metrics.ts";
import { callerAddress, isLoopback } from "../../kernel/limits/caller-address.ts";
import { problem } from "../../kernel/problem.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";

interface MetricsOptions {
  readonly registry: Exposition;
  readonly config: Pick<ControlPlaneConfig, "publicUrl" | "metrics">;
  /** Whether this is the address of metrics.listen, which only readers of the metrics can reach. */
  readonly isOwnAddress: boolean;
}

/**
 * Whether /metrics is served: with a token, on a separate address, or without either on a developer's
 * machine. In production a proxy is in front, and its requests look like local ones, because a proxy need not
 * send any header.
 */
export function isMetricsOpen({ publicUrl, metrics }: Pick<ControlPlaneConfig, "publicUrl" | "metrics">): boolean {
  return metrics.token !== undefined || metrics.listen !== undefined || isLocalUrl(publicUrl);
}

/**
 * GET /metrics for Prometheus. It requires the bearer token metrics.token, if set. Without a token it is
 * served only on a separate address, or to this machine if publicUrl is local too.
 */
export function metricsRoutes({ registry, config, isOwnAddress }: MetricsOptions): RouteGroup {
  const routes: RouteGroup = new OpenAPIHono<ServiceEnv>();
  const { token } = config.metrics;
  routes.get("/metrics", async (c) => {
    if (token !== undefined && !(await timingSafeEqual(c.req.header("Authorization") ?? "", `Bearer ${token}`))) {
      return problem(c, 401, { headers: { "WWW-Authenticate": 'Bearer realm="metrics"' } });
    }
    if (token === undefined && !isOwnAddress && !isFromHere(c, config)) {
      const detail = "To read the metrics, set metrics.token, or metrics.listen for a separate address.";
      return problem(c, 403, { detail });
    }
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType });
  });
  return routes;
}

function isFromHere(c: Context<ServiceEnv>, config: MetricsOptions["config"]): boolean {
  const isForwarded = c.req.header("X-Forwarded-For") !== undefined || c.req.header("Forwarded") !== undefined;
  return isMetricsOpen(config) && !isForwarded && isLoopback(callerAddress(c, 0));
}
