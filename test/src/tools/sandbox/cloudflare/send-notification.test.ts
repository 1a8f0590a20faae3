import { afterEach, beforeEach, expect, test } from "vitest";
import { webhookRoutes } from "../../../../../src/http/cloudflare-webhook/webhook-routes.ts";
import { createApp } from "../../../../../src/process/app.ts";
import { startTestSandbox, type TestSandbox } from "../../../../support/sandbox.ts";
import { serveLoopback } from "../../../../support/serve-loopback.ts";
import { offlineContext, testConfig } from "../../../../support/service-context.ts";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

test("a notification of a custom hostname makes the control plane check the hostnames, if it has the secret", async () => {
  const webhookSecret = "0dd5ecfe7000000000000000000000000000000000000aa";
  const { zoneId } = sandbox.ready.credentials.cloudflare;
  const config = testConfig({ cloudflare: { webhookSecret }, deployment: { ...testConfig().deployment, zoneId } });
  let notices = 0;
  const onNotice = () => {
    notices += 1;
  };
  const { cloudflare } = config;
  const context = offlineContext({ config });
  const app = createApp(context, { groups: cloudflare ? [webhookRoutes(context, cloudflare, onNotice)] : [] });
  const url = `${await serveLoopback((request) => app.fetch(request))}/cloudflare/notifications`;
  await sandbox.zone("POST", "/custom_hostnames", { hostname: "blog.com", ssl: { method: "http", type: "dv" } });

  const sent = await sandbox.callControl("POST", "/cloudflare/notifications", {
    ...{ hostname: "blog.com", url, secret: webhookSecret },
    type: "ssl.custom_hostname_certificate.issuance.succeeded",
  });
  expect([sent.body, notices]).toEqual([{ status: 204 }, 1]);

  const wrong = { hostname: "blog.com", url, secret: "another" };
  const refused = await sandbox.callControl("POST", "/cloudflare/notifications", wrong);
  expect([refused.body, notices]).toEqual([{ status: 401 }, 1]);

  const unknown = await sandbox.callControl("POST", "/cloudflare/notifications", { ...wrong, hostname: "other.com" });
  expect([unknown.status, unknown.body]).toEqual([404, { error: "no hostname other.com" }]);
});
