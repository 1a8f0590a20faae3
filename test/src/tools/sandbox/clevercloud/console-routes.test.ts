import { createHash } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let sandbox: TestSandbox;
let asked: Asked[];
let refusal: number | undefined;
let provider: { readonly baseUrl: string; close(): void };

beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
  asked = [];
  refusal = undefined;
  const app = new Hono();
  app.all("*", async (c) => {
    const text = await c.req.text();
    const { method, path } = c.req;
    asked.push({
      method,
      path,
      authorization: c.req.header("authorization"),
      body: text ? JSON.parse(text) : undefined,
    });
    if (refusal !== undefined) {
      return c.json({ detail: "no" }, { status: 422 });
    }
    return c.json(method === "POST" ? { id: "ours", config: { SANDBOX_ADDON_URL: "https://a", OTHER: "x" } } : {});
  });
  provider = await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
      resolve({ baseUrl: `http://127.0.0.1:${port}/resources`, close: () => server.close() }),
    );
  });
});
afterEach(async () => {
  provider.close();
  await sandbox.close();
});

describe("the console of the sandbox's Clever Cloud", () => {
  it("orders an add-on with the page's request, and then has it with the config vars of its manifest", async () => {
    const ordered = await sandbox.callControl("POST", "/clevercloud/orders", {
      baseUrl: provider.baseUrl,
      plan: "pro",
      ownerEmail: "jane@acme.example",
    });

    const addonId = textAt(ordered, "addonId");
    const { clevercloud } = sandbox.ready.credentials;
    const basic = Buffer.from(`${clevercloud.providerId}:${clevercloud.password}`).toString("base64");
    expect(asked).toEqual([
      {
        method: "POST",
        path: "/resources",
        authorization: `Basic ${basic}`,
        body: {
          addon_id: addonId,
          owner_id: "orga_5a4db000-0000-4000-8000-000000000000",
          owner_name: "My Company",
          user_id: "user_5a4db000-0000-4000-8000-000000000000",
          plan: "pro",
          region: "EU",
          callback_url: `${sandbox.ready.clevercloud}/vendor/apps/${addonId}`,
          options: {},
        },
      },
    ]);
    const known = await sandbox.clevercloud("GET", `/vendor/apps/${addonId}`);
    expect(known.body).toMatchObject({ owner_email: "jane@acme.example", config: { SANDBOX_ADDON_URL: "https://a" } });
  });

  it("changes the plan and deletes by the provider's id", async () => {
    const order = { baseUrl: provider.baseUrl, addonId: "addon_1" };
    await sandbox.callControl("POST", "/clevercloud/orders", order);
    await sandbox.callControl("PUT", "/clevercloud/orders/addon_1", { plan: "team" });
    const listed = await sandbox.clevercloud("GET", "/vendor/apps");
    await sandbox.callControl("DELETE", "/clevercloud/orders/addon_1");

    expect(listed.body).toMatchObject([{ addon_id: "addon_1", plan: "team" }]);
    expect(asked.slice(1).map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      { method: "PUT", path: "/resources/ours", body: { addon_id: "addon_1", plan: "team" } },
      { method: "DELETE", path: "/resources/ours", body: undefined },
    ]);
    expect((await sandbox.clevercloud("GET", "/vendor/apps/addon_1")).status).toBe(404);
  });

  it("does not record a refused order, and shows the refusal", async () => {
    refusal = 422;
    const order = { baseUrl: provider.baseUrl, addonId: "addon_1" };
    const ordered = await sandbox.callControl("POST", "/clevercloud/orders", order);

    expect(ordered).toMatchObject({ status: 502, body: { provider: { status: 422, body: { detail: "no" } } } });
    expect((await sandbox.clevercloud("GET", "/vendor/apps/addon_1")).status).toBe(404);
  });

  it("opens the dashboard with a form that is signed with the manifest's salt", async () => {
    const order = { baseUrl: provider.baseUrl, addonId: "addon_1", ownerEmail: "jane+<shop>@acme.example" };
    await sandbox.callControl("POST", "/clevercloud/orders", { ...order, ssoUrl: "http://127.0.0.1:8080/sso" });
    const { body } = await sandbox.callControl("GET", "/clevercloud/orders/addon_1/dashboard");

    const page = String(body);
    expect(page).toContain('<form method="post" action="http://127.0.0.1:8080/sso">');
    expect(page).toContain("jane+&lt;shop&gt;@acme.example");
    const fieldOf = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
    const { ssoSalt } = sandbox.ready.credentials.clevercloud;
    const [id, timestamp] = [fieldOf("id"), fieldOf("timestamp")];
    const values = [id, fieldOf("user_id"), order.ownerEmail, "", ssoSalt, timestamp];
    expect(id).toBe("ours");
    expect(fieldOf("signature")).toBe(createHash("sha512").update(values.join(":")).digest("hex"));
    expect(fieldOf("token")).toBe(createHash("sha1").update(`ours:${ssoSalt}:${timestamp}`).digest("hex"));
  });

  it("opens no dashboard of an unknown add-on, or without a sign-in URL", async () => {
    await sandbox.callControl("POST", "/clevercloud/orders", { baseUrl: provider.baseUrl, addonId: "addon_1" });
    expect((await sandbox.callControl("GET", "/clevercloud/orders/addon_2/dashboard")).status).toBe(404);
    expect((await sandbox.callControl("GET", "/clevercloud/orders/addon_1/dashboard")).status).toBe(409);
  });
});
