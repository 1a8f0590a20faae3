/**
 * Clever Cloud's console as a customer uses it, under control: ordering, changing and deleting an add-on of any provider's
 * endpoint. The requests are those of the page's "Add-on Provider requests"; what the provider answers is passed on.
 */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import type { SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import type { AddonStore } from "./addon-store.ts";
import { callbackUrlOf } from "./callback-url.ts";
import { AddonSeed } from "./seed.ts";

/** An order; what is left out is made up. */
const Order = AddonSeed.omit({ config: true })
  .partial({ addonId: true })
  .extend({ baseUrl: z.url(), options: z.record(z.string(), z.string()).default({}) });
const PlanChange = z.strictObject({ plan: z.string() });

const Provisioned = z.object({ id: z.string(), config: z.record(z.string(), z.string()).nullish() });
const Changed = z.object({ config: z.record(z.string(), z.string()).nullish() });

/** Where an add-on was ordered, and the provider's id of it. */
interface Ordered {
  readonly url: string;
}

export function consoleRoutes(context: SandboxContext, store: AddonStore): Hono<SandboxEnv> {
  const orders = new Map<string, Ordered>();
  const { providerId, password } = context.seed.clevercloud;
  const authorization = `Basic ${Buffer.from(`${providerId}:${password}`).toString("base64")}`;
  const call = async (method: string, url: string, body?: unknown) => {
    const answer = await fetch(url, {
      method,
      headers: { authorization, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, isSuccess: answer.ok, body: text === "" ? {} : JSON.parse(text) };
  };

  const routes = new Hono<SandboxEnv>();
  routes.post("/orders", async (c) => {
    const { baseUrl, options, addonId = `addon_${randomUUID()}`, ...order } = await readControlBody(c, Order);
    const { plan, ownerId, ownerName, userId, region } = order;
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
    if (!answer.isSuccess || !provisioned.success) return c.json({ provider: answer }, 502);
    orders.set(addonId, { url: `${baseUrl}/${encodeURIComponent(provisioned.data.id)}` });
    store.publishOrder({ addonId, ...order, config: provisioned.data.config ?? {} });
    return c.json({ addonId, provider: answer }, 201);
  });

  routes.put("/orders/:addon", async (c) => {
    const [addonId, { plan }] = [c.req.param("addon"), await readControlBody(c, PlanChange)];
    const [order, addon] = [orders.get(addonId), store.addons.get(addonId)];
    if (!order || !addon) return c.json({ error: "no such add-on was ordered here" }, 404);
    const answer = await call("PUT", order.url, { addon_id: addonId, plan });
    const changed = Changed.safeParse(answer.body);
    if (!answer.isSuccess || !changed.success) return c.json({ provider: answer }, 502);
    addon.plan = plan;
    if (changed.data.config) addon.config = store.knownVars(changed.data.config);
    return c.json({ provider: answer });
  });

  routes.delete("/orders/:addon", async (c) => {
    const addonId = c.req.param("addon");
    const order = orders.get(addonId);
    if (!order) return c.json({ error: "no such add-on was ordered here" }, 404);
    const answer = await call("DELETE", order.url);
    if (!answer.isSuccess) return c.json({ provider: answer }, 502);
    orders.delete(addonId);
    store.addons.delete(addonId);
    return c.json({ provider: answer });
  });
  return routes;
}
