import { context, propagation, SpanKind, SpanStatusCode, type TextMapGetter, trace } from "@opentelemetry/api";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Logger } from "pino";
import type { Metrics } from "../../core/telemetry/create-metrics.ts";
import { tracer } from "../../core/telemetry/with-span.ts";
import type { ServiceEnv } from "./service-env.ts";

/** Logs, measures and traces every request. All three use the request's id. */
export function observeRequests(log: Logger, metrics: Metrics): MiddlewareHandler<ServiceEnv> {
  return async (c, next) => {
    const id = c.get("requestId");
    const startedAt = performance.now();
    const parent = propagation.extract(context.active(), c, requestHeaders);
    const attributes = { "http.request.method": c.req.method, "marketplane.request_id": id };
    const span = tracer.startSpan(c.req.method, { kind: SpanKind.SERVER, attributes }, parent);
    await context.with(trace.setSpan(parent, span), next);

    const route = routeOf(c);
    const { status } = c.res;
    const durationMs = performance.now() - startedAt;
    metrics.httpDuration.observe({ method: c.req.method, route, status }, durationMs / 1000);
    span
      .updateName(`${c.req.method} ${route}`)
      .setAttributes({ "http.route": route, "http.response.status_code": status });
    if (status >= 500) {
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
    // The path may hold a secret segment and the query a token, so only the route is logged.
    const line = { requestId: id, method: c.req.method, route, status, durationMs: Math.round(durationMs) };
    log[status >= 500 ? "error" : isProbe(route) ? "debug" : "info"](line, "request");
  };
}

/** Propagators read single headers, so no copy of all headers is made. */
const requestHeaders: TextMapGetter<Context> = {
  get: (c, name) => c.req.header(name),
  keys: (c) => Object.keys(c.req.header()),
};

/** The route's pattern, not the path: strangers' paths would create an unlimited number of series. */
function routeOf(c: Context): string {
  return matchedRoutes(c).findLast(({ method }) => method !== "ALL")?.path ?? "none";
}

function isProbe(route: string): boolean {
  return route === "/healthz" || route === "/readyz" || route === "/metrics";
}
