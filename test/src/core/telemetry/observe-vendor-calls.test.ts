import { request } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { observeVendorCalls } from "../../../../src/core/telemetry/observe-vendor-calls.ts";
import { loopbackServer } from "../../../support/loopback-server.ts";

async function observed() {
  const origin = await loopbackServer((incoming, response) => {
    if (incoming.url === "/lost") {
      incoming.socket.destroy();
      return;
    }
    response.statusCode = incoming.url === "/refused" ? 503 : 200;
    response.end("{}");
  });
  const metrics = createMetrics();
  onTestFinished(observeVendorCalls(new Map([[origin, "Cloudflare"]]), metrics));
  const call = async (to: string) => (await request(to)).body.dump();
  const series = () => metrics.registry.getSingleMetricAsString("marketplane_vendor_call_duration_seconds");
  return { origin, call, series };
}

test("a call to a vendor is measured with the status of its answer", async () => {
  const { origin, call, series } = await observed();
  await call(`${origin}/zones/secret-id`);
  await call(`${origin}/refused`);
  expect(await series()).toContain('_count{vendor="Cloudflare",method="GET",status="200"} 1');
  expect(await series()).toContain('_count{vendor="Cloudflare",method="GET",status="503"} 1');
  expect(await series()).not.toContain("secret-id");
});

test("a call whose answer is lost is measured as one without an answer", async () => {
  const { origin, call, series } = await observed();
  await expect(call(`${origin}/lost`)).rejects.toThrow();
  expect(await series()).toContain('_count{vendor="Cloudflare",method="GET",status="none"} 1');
});

test("a call to another host is not measured", async () => {
  const { call, series } = await observed();
  const stranger = await loopbackServer((_incoming, response) => response.end());
  await call(stranger);
  expect(await series()).not.toContain("_count{");
});
