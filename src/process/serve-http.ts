import { Hono } from "hono";
import { requestId } from "hono/request-id";
import type { Kysely } from "kysely";
import type { Tables } from "../core/db/tables.ts";
import type { Metrics } from "../core/telemetry/create-metrics.ts";
import type { Exposition } from "../core/telemetry/merge-metrics.ts";
import { serveCustomerHosts } from "../http/challenges/serve-customer-hosts.ts";
import { webhookRoutes } from "../http/cloudflare-webhook/webhook-routes.ts";
import { consoleRoutes } from "../http/console/console-routes.ts";
import type { Journal } from "../http/journal/open-journal.ts";
import { answerError } from "../http/kernel/answer-error.ts";
import { type Listener, listen } from "../http/kernel/http-listener.ts";
import { limitRate } from "../http/kernel/limits/limit-rate.ts";
import { limitTime } from "../http/kernel/limits/limit-time.ts";
import { refuseBadHost } from "../http/kernel/limits/refuse-odd.ts";
import { observeRequests } from "../http/kernel/observe-requests.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../http/kernel/service-env.ts";
import { auditRoutes } from "../http/operators-api/audit/audit.list.ts";
import { driftRoutes } from "../http/operators-api/drift/drift-routes.ts";
import { healthRoutes } from "../http/operators-api/health/health-routes.ts";
import type { ReadinessChecks } from "../http/operators-api/health/readiness.ts";
import { metricsRoutes } from "../http/operators-api/metrics/metrics-routes.ts";
import type { Dispatch } from "../http/operators-api/requests/replay-request.ts";
import { requestsRoutes } from "../http/operators-api/requests/requests-routes.ts";
import { tenantsRoutes } from "../http/operators-api/tenants/tenants-routes.ts";
import { usageRoutes } from "../http/operators-api/usage/usage-routes.ts";
import { createApp } from "./app.ts";
import { callerCredentials } from "./caller-credentials.ts";

interface HttpParts {
  readonly metrics: Metrics;
  /** The series of /metrics. */
  readonly exposition: Exposition;
  readonly checks: ReadinessChecks;
  readonly journal: Pick<Journal, "middleware">;
  /** The database for operators' pages and lists. */
  readonly readersDb: Kysely<Tables>;
  isStopping(): boolean;
  /** Called when Cloudflare reports a change of the hostnames. */
  onHostnameNotice(): void;
}

/** The whole application of a control plane, without a port. */
export function controlPlaneApp(context: ServiceContext, parts: HttpParts): RouteGroup {
  const { config, log } = context;
  const { metrics, exposition, checks, journal, readersDb, isStopping, onHostnameNotice } = parts;
  const health = healthRoutes({ checks, isStopping, log });
  const scraped = metricsRoutes({ registry: exposition, config, isOwnAddress: false });
  const dispatch: Dispatch = (request, bindings) => app.fetch(request, bindings);
  const app = createApp(context, {
    middleware: [
      observeRequests(log, metrics),
      refuseBadHost(),
      limitRate({
        limits: config.limits,
        guardedPaths: ["/api", ...context.marketplaces.map(({ path }) => path)],
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
      ...routeGroups({ ...context, db: readersDb }, { dispatch, onHostnameNotice }),
    ],
  });
  return app;
}

/** All route groups except those of the marketplaces and their customers. */
function routeGroups(
  context: ServiceContext,
  { dispatch, onHostnameNotice }: { readonly dispatch: Dispatch; onHostnameNotice(): void },
): RouteGroup[] {
  const { cloudflare } = context.config;
  return [
    ...(cloudflare === undefined ? [] : [webhookRoutes(context, cloudflare, onHostnameNotice)]),
    tenantsRoutes(context),
    usageRoutes(context),
    auditRoutes(context),
    driftRoutes(context),
    requestsRoutes(context, dispatch),
    consoleRoutes({ ...context, dispatch }),
  ];
}

/** Listens on the configured addresses. */
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
    // The metrics stay available until the drain has ended.
    close: async () => {
      await main.close(drainTimeoutMs);
      await metrics?.close(0);
    },
  };
}
