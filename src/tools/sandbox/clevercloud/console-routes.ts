/**
 * Clever Cloud's console for customers, under `control`: orders, changes, opens and deletes an add-on of any
 * provider's endpoint. The requests are those of the page's "Add-on Provider requests", and the provider's
 * answers are passed on.
 */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import type { SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import type { AddonStore } from "./addon-store.ts";
import { callbackUrlOf } from "./callback-url.ts";
import { dashboardPage } from "./dashboard-page.ts";
import { AddonSeed, type ClevercloudSeed } from "./seed.ts";

/** An order. Missing values are generated. */
const Order = AddonSeed.omit({ config: true })
  .partial({ addonId: true })
  .extend({ baseUrl: z.url(), ssoUrl: z.url().optional(), options: z.record(z.string(), z.string()).default({}) });
const PlanChange = z.strictObject({ plan: z.string() });

const Provisioned = z.object({ id: z.string(), config: z.record(z.string(), z.string()).nullish() });
const Changed = z.object({ config: z.record(z.string(), z.string()).nullish() });

/** An add-on that was ordered here: its provider's endpoint, and who opens its dashboard. */
interface Ordered {
  readonly url: string;
  /** The provider's id of the add-on. */
  readonly id: string;
  readonly ssoUrl: string | undefined;
  readonly userId: string;
  readonly email: string;
}

export function consoleRoutes(context: SandboxContext, store: AddonStore): Hono<SandboxEnv> {
  const orders = new Map<string, Ordered>();
  const { ssoSalt, ...provider } = context.seed.clevercloud;
  const call = asClevercloud(provider);
  const routes = new Hono<SandboxEnv>();
  routes.post("/orders", async (c) => {
    const { baseUrl, ssoUrl, options, addonId = `addon_${randomUUID()}`, ...order } = await readControlBody(c, Order);
    const { plan, ownerId, ownerName, userId, region, ownerEmail: email } = order;
    const answer = await call("POST", baseUrl, {
      addon_id: addonId,
      owner_id: ownerId,
      owner_name: ownerName,
      user_id: userId,
      plan,
      region,
      callback_url: callbackUrlOf(context, addonId),
      options,
    });
    const provisioned = Provisioned.safeParse(answer.body);
    if (!answer.isSuccess || !provisioned.success) {
      return c.json({ provider: answer }, 502);
    }
    const { id } = provisioned.data;
    orders.set(addonId, { url: `${baseUrl}/${encodeURIComponent(id)}`, id, ssoUrl, userId, email });
    store.publishOrder({ addonId, ...order, config: provisioned.data.config ?? {} });
    return c.json({ addonId, provider: answer }, 201);
  });

  routes.put("/orders/:addon", async (c) => {
    const [addonId, { plan }] = [c.req.param("addon"), await readControlBody(c, PlanChange)];
    const [order, addon] = [orders.get(addonId), store.addons.get(addonId)];
    if (!order || !addon) {
      return c.json({ error: "no such add-on was ordered here" }, 404);
    }
    const answer = await call("PUT", order.url, { addon_id: addonId, plan });
    const changed = Changed.safeParse(answer.body);
    if (!answer.isSuccess || !changed.success) {
      return c.json({ provider: answer }, 502);
    }
    addon.plan = plan;
    if (changed.data.config) {
      addon.config = store.knownVars(changed.data.config);
    }
    return c.json({ provider: answer });
  });

  routes.get("/orders/:addon/dashboard", (c) => {
    const order = orders.get(c.req.param("addon"));
    if (!order) {
      return c.json({ error: "no such add-on was ordered here" }, 404);
    }
    const { ssoUrl, id, userId, email } = order;
    if (ssoUrl === undefined) {
      return c.json({ error: "the order named no ssoUrl" }, 409);
    }
    return c.html(dashboardPage({ ssoUrl, ssoSalt, id, userId, email }, new Date()));
  });

  routes.delete("/orders/:addon", async (c) => {
    const addonId = c.req.param("addon");
    const order = orders.get(addonId);
    if (!order) {
      return c.json({ error: "no such add-on was ordered here" }, 404);
    }
    const answer = await call("DELETE", order.url);
    if (!answer.isSuccess) {
      return c.json({ provider: answer }, 502);
    }
    orders.delete(addonId);
    store.addons.delete(addonId);
    return c.json({ provider: answer });
  });
  return routes;
}

/** Calls a provider with the manifest's credentials. */
function asClevercloud({ providerId, password }: Pick<ClevercloudSeed, "providerId" | "password">) {
  const authorization = `Basic ${Buffer.from(`${providerId}:${password}`).toString("base64")}`;
  return async (method: string, url: string, body?: unknown) => {
    const answer = await fetch(url, {
      method,
      headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, isSuccess: answer.ok, body: text === "" ? {} : JSON.parse(text) };
  };
}
