import { OpenAPIHono } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { serveCustomerHosts } from "../../../../src/http/challenges/serve-customer-hosts.ts";
import type { ServiceEnv } from "../../../../src/http/kernel/service-env.ts";
import { createApp } from "../../../../src/process/app.ts";
import { offlineContext, testConfig } from "../../../support/service-context.ts";

const context = offlineContext({ config: testConfig({ publicUrl: "https://cp.saasprovider.com:8443" }) });
const secret = new OpenAPIHono<ServiceEnv>();
secret.get("/secret", (c) => c.text("the panel"));
const app = createApp(context, { middleware: [serveCustomerHosts(context)], groups: [secret] });
const ask = async (host: string, path = "/secret", method = "GET") => {
  const answer = await app.request(path, { method, headers: { Host: host } });
  return { status: answer.status, text: await answer.text() };
};

describe("a request", () => {
  it.each([
    "cp.saasprovider.com",
    "CP.saasprovider.com:8443",
    "cp.saasprovider.com.",
    "localhost:8080",
    "127.0.0.1",
    "[::1]:80",
    "10.0.3.7",
    "controlplane:8080",
  ])("for our own host, an address or a container's name reaches our routes: %s", async (host) => {
    expect(await ask(host)).toEqual({ status: 200, text: "the panel" });
  });

  it.each([
    "shop.acme.com",
    "saasprovider.com",
    "evil.cp.saasprovider.com",
    "cp.saasprovider.com.evil.com",
    "127.0.0.1.evil.com",
  ])("for any other host reaches no route: %s", async (host) => {
    for (const path of ["/secret", "/docs", "/openapi.json", "/.well-known"]) {
      expect(await ask(host, path)).toEqual({ status: 404, text: "Not found" });
    }
    expect(await ask(host, "/.well-known/acme-challenge/x", "POST")).toEqual({ status: 404, text: "Not found" });
  });
});
