import { Hono } from "hono";
import { requestId } from "hono/request-id";
import { expect, test } from "vitest";
import { createLogger } from "../../../../src/core/telemetry/create-logger.ts";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { observeRequests } from "../../../../src/http/kernel/observe-requests.ts";
import type { ServiceEnv } from "../../../../src/http/kernel/service-env.ts";

function observed() {
  const lines: string[] = [];
  const metrics = createMetrics();
  const log = createLogger({
    level: "info",
    secrets: [],
    isReadable: false,
    destination: { write: (line) => void lines.push(line) },
  });
  const app = new Hono<ServiceEnv>();
  app.use(requestId());
  app.use(observeRequests(log, metrics));
  app.get("/things/:id", (c) => c.text("here"));
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return { app, metrics, entries: () => lines.map((line): unknown => JSON.parse(line)) };
}

test("a request is measured and logged by its route, without its path and query", async () => {
  const { app, metrics, entries } = observed();
  await app.request("/things/secret-id?token=abc");

  const series = await metrics.registry.getSingleMetricAsString("marketplane_http_request_duration_seconds");
  expect(series).toContain('_count{method="GET",route="/things/:id",status="200"} 1');
  expect(entries()).toEqual([expect.objectContaining({ level: "info", route: "/things/:id", status: 200 })]);
  expect(JSON.stringify(entries()) + series).not.toMatch(/secret-id|abc/);
});

test("all paths without a route share one series", async () => {
  const { app, metrics } = observed();
  for (const path of ["/a", "/b", "/c"]) {
    await app.request(path);
  }
  const series = await metrics.registry.getSingleMetricAsString("marketplane_http_request_duration_seconds");
  expect(series).toContain('_count{method="GET",route="none",status="404"} 3');
});

test("a failure is measured and logged as an error", async () => {
  const { app, entries } = observed();
  expect((await app.request("/broken")).status).toBe(500);
  expect(entries()).toEqual([expect.objectContaining({ level: "error", route: "/broken", status: 500 })]);
});

test("log and answer have the same request id", async () => {
  const { app, entries } = observed();
  const id = (await app.request("/things/1")).headers.get("X-Request-Id");
  expect(entries()).toEqual([expect.objectContaining({ requestId: id })]);
});
