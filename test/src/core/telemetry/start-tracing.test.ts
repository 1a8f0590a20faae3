import { text } from "node:stream/consumers";
import { trace } from "@opentelemetry/api";
import { Hono } from "hono";
import { requestId } from "hono/request-id";
import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createLogger } from "../../../../src/core/telemetry/create-logger.ts";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { observeVendorCalls } from "../../../../src/core/telemetry/observe-vendor-calls.ts";
import { startTracing } from "../../../../src/core/telemetry/start-tracing.ts";
import { withSpan } from "../../../../src/core/telemetry/with-span.ts";
import { observeRequests } from "../../../../src/http/kernel/observe-requests.ts";
import type { ServiceEnv } from "../../../../src/http/kernel/service-env.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";

const Span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

test("without a collector nothing is recorded", () => {
  expect(startTracing(() => undefined)).toBeUndefined();
  expect(startTracing(() => "")).toBeUndefined();
});

test("the spans of a request, its work and its vendor call reach the collector as one trace", async () => {
  const exports: z.infer<typeof Export>[] = [];
  const collector = await loopbackServer(async (incoming, response) => {
    if (incoming.url === "/v1/traces") {
      exports.push(Export.parse(JSON.parse(await text(incoming))));
    }
    response.setHeader("content-type", "application/json").end("{}");
  });
  const vendor = await loopbackServer((_incoming, response) => response.end("{}"));
  const environment = (name: string) => (name === "OTEL_EXPORTER_OTLP_ENDPOINT" ? `${collector}/` : undefined);
  const tracing = startTracing(environment);
  onTestFinished(() => trace.disable());
  const metrics = createMetrics();
  onTestFinished(observeVendorCalls(new Map([[vendor, "apifew"]]), metrics));
  const app = new Hono<ServiceEnv>();
  app.use(requestId());
  app.use(observeRequests(createLogger({ level: "silent", secrets: [] }), metrics));
  app.get("/things/:id", async (c) => {
    await withSpan("ledger.commit", {}, async () => (await request(vendor)).body.dump());
    return c.text("done");
  });

  const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  await app.request("/things/1", { headers: { traceparent: parent } });
  await tracing?.stop();

  const spans = exports.flatMap((sent) =>
    sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  const named = (name: string) => spans.find((span) => span.name === name);
  expect(spans.map(({ name }) => name).sort()).toEqual(["GET /things/:id", "GET apifew", "ledger.commit"]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(["0af7651916cd43dd8448eb211c80319c"]));
  expect(named("GET /things/:id")?.parentSpanId).toBe("b7ad6b7169203331");
  expect(named("ledger.commit")?.parentSpanId).toBe(named("GET /things/:id")?.spanId);
  expect(named("GET apifew")?.parentSpanId).toBe(named("ledger.commit")?.spanId);
  expect(JSON.stringify(exports[0]?.resourceSpans[0]?.resource)).toContain("marketplane");
});
