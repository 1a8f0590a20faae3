import { describe, expect, it } from "vitest";
import { webhookRoutes } from "../../../../src/http/cloudflare-webhook/webhook-routes.ts";
import { createApp } from "../../../../src/process/app.ts";
import { offlineContext, testConfig } from "../../../support/service-context.ts";

const webhookSecret = "0dd5ecfe7000000000000000000000000000000000000aa";
const webhookSecretBefore = "0dd5ecfe7000000000000000000000000000000000000bb";
const config = testConfig({ cloudflare: { webhookSecret, webhookSecretBefore } });
const { zoneId } = config.deployment;

/** "Validation succeeded" of Cloudflare's page on webhook definitions. */
const event = (zone: string) => ({
  metadata: {
    event: {
      id: "e1",
      type: "ssl.custom_hostname_certificate.validation.succeeded",
      created_at: "2022-02-09T00:03:28Z",
    },
    account: { id: "a1" },
    zone: { id: zone },
  },
  data: { id: "h1", hostname: "blog.com", ssl: { id: "c1", type: "dv", method: "cname", status: "pending_issuance" } },
});

async function post(body: string, headers: Record<string, string> = { "cf-webhook-auth": webhookSecret }) {
  let notices = 0;
  const context = offlineContext({ config });
  const { cloudflare } = config;
  const groups = cloudflare ? [webhookRoutes(context, cloudflare, () => (notices += 1))] : [];
  const answer = await createApp(context, { groups }).request("/cloudflare/notifications", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
  return { status: answer.status, notices };
}

describe("Cloudflare's notifications", () => {
  it("trigger a check of our zone's hostnames", async () => {
    expect(await post(JSON.stringify(event(zoneId)))).toEqual({ status: 204, notices: 1 });
  });

  it("of another zone are accepted and ignored", async () => {
    expect(await post(JSON.stringify(event("9a7806061c88ada191ed06f989cc3dac")))).toEqual({ status: 204, notices: 0 });
  });

  it.each([
    ["the general form", JSON.stringify({ name: "SSL", text: "A certificate", data: {}, ts: 1136214245 })],
    ["an unknown form", '{"metadata":{"zone":"?"}}'],
    ["a list", "[]"],
    ["no JSON", "hello"],
    ["nothing", ""],
  ])("in %s trigger the check too", async (_, body) => {
    expect(await post(body)).toEqual({ status: 204, notices: 1 });
  });

  it("may carry the previous secret while it is being rotated", async () => {
    expect(await post("{}", { "cf-webhook-auth": webhookSecretBefore })).toEqual({ status: 204, notices: 1 });
  });

  it.each([[{}], [{ "cf-webhook-auth": "" }], [{ "cf-webhook-auth": `${webhookSecret}x` }]])(
    "without the secret are refused: %j",
    async (headers: Record<string, string>) => {
      expect(await post(JSON.stringify(event(zoneId)), headers)).toEqual({ status: 401, notices: 0 });
    },
  );
});
