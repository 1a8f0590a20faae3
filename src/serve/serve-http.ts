import { Hono } from "hono";
import { requestId } from "hono/request-id";
import type { Journal } from "../journal/open-journal.ts";
import { answerError } from "../service/answer-error.ts";
import { createApp } from "../service/app.ts";
import { serveCustomerHosts } from "../service/challenges/serve-customer-hosts.ts";
import { healthRoutes } from "../service/health/health-routes.ts";
import type { ReadinessChecks } from "../service/health/readiness.ts";
import { limitRate } from "../service/limits/limit-rate.ts";
import { limitTime } from "../service/limits/limit-time.ts";
import { refuseBadHost } from "../service/limits/refuse-odd.ts";
import { metricsRoutes } from "../service/metrics/metrics-routes.ts";
import type { Dispatch } from "../service/requests-api/replay-request.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../service/service-env.ts";
import type { Metrics } from "../telemetry/create-metrics.ts";
import type { Exposition } from "../telemetry/merge-metrics.ts";
import { observeRequests } from "../telemetry/observe-requests.ts";
import { callerCredentials } from "./caller-credentials.ts";
import { type Listener, listen } from "./http-listener.ts";
import { routeGroups } from "./route-groups.ts";

interface HttpParts {
  readonly metrics: Metrics;
  /** What /metrics shows. */
  readonly exposition: Exposition;
  readonly checks: ReadinessChecks;
  readonly journal: Pick<Journal, "middleware">;
  isStopping(): boolean;
  /** Cloudflare says that something has changed about the hostnames. */
  onHostnameNotice(): void;
}

/** The whole application of a control plane, without a port. */
export function controlPlaneApp(context: ServiceContext, parts: HttpParts): RouteGroup {
  const { config, log } = context;
  const { metrics, exposition, checks, journal, isStopping, onHostnameNotice } = parts;
  const health = healthRoutes({ checks, isStopping, log });
  const scraped = metricsRoutes({ registry: exposition, config, isOwnAddress: false });
  const dispatch: Dispatch = (request, bindings) => app.fetch(request, bindings);
  const app = createApp(context, {
    middleware: [
      observeRequests(log, metrics),
      refuseBadHost(),
      limitRate({
        config,
        refused: metrics.rateLimited,
        credentials: callerCredentials(context),
        nowMs: () => performance.now(),
      }),
      serveCustomerHosts(context),
      journal.middleware,
      limitTime(config.limits.requestTimeoutMs),
    ],
    groups: [
      health,
      ...(config.metrics.listen === undefined ? [scraped] : []),
      ...routeGroups(context, { dispatch, onHostnameNotice }),
    ],
  });
  return app;
}

/** Listens on the configuration's addresses. */
export async function serveHttp(
  context: ServiceContext,
  parts: HttpParts,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { config } = context;
  const { requestTimeoutMs, drainTimeoutMs } = config.limits;
  const main = await listen(controlPlaneApp(context, parts), { ...config.listen, requestTimeoutMs });
  let metrics: Listener | undefined;
  try {
    const own = config.metrics.listen;
    const app = new Hono<ServiceEnv>();
    app.onError((error, c) => answerError(error, c, context.log));
    app.use(requestId(), limitTime(requestTimeoutMs));
    app.route("/", metricsRoutes({ registry: parts.exposition, config, isOwnAddress: true }));
    metrics = own && (await listen(app, { ...own, requestTimeoutMs, setting: "metrics.listen" }));
  } catch (error) {
    await main.close(0);
    throw error;
  }
  return {
    url: main.url,
    // Who scrapes the metrics sees the drain to its end.
    close: async () => {
      await main.close(drainTimeoutMs);
      await metrics?.close(0);
    },
  };
}
