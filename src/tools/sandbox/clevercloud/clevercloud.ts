/**
 * Emulator of Clever Cloud's Add-on Infos API, /v2/vendor. Written from Clever Cloud's page and its published
 * OpenAPI. Deviations from them, and decisions where they are silent:
 *
 * - An add-on exists here from the moment its provisioning call was answered by the plain provider endpoint
 *   (provider-endpoint.ts); before that, and during the call, it is 404.
 * - GET /vendor/apps lists everything, as the page says. With ?offset=N, which only the OpenAPI has, it
 *   answers one page from N on (pageSize of the seed).
 * - PUT config replaces the whole map and answers the add-on. Names that are no config_vars of the manifest
 *   are ignored, as the page says for provisioning. Without config_vars in the seed, the manifest's prefix
 *   decides.
 * - region is "EU" in the provisioning call and "eu" here, as on the page.
 * - Errors are {id, message, type: "error"}; the page names no shape.
 * - logscollector and POST /vendor/addons are not emulated.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import { readJsonObject } from "../json-body.ts";
import type { Emulator, SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import { vendorGate } from "../vendor-gate.ts";
import type { Addon, AddonStore } from "./addon-store.ts";
import { basicAuth } from "./basic-auth.ts";
import { callbackUrlOf, clevercloudBasePath } from "./callback-url.ts";
import { consoleRoutes } from "./console-routes.ts";

const ConfigBody = z.object({ config: z.record(z.string(), z.string()) });
const Consumption = z.object({ cost: z.number() });
const AddonChange = z.strictObject({
  name: z.string().optional(),
  plan: z.string().optional(),
  config: z.record(z.string(), z.string()).optional(),
});

/** The emulated Clever Cloud. `control` contains what only its console can do. */
export function createClevercloud(context: SandboxContext, store: AddonStore): Emulator {
  const api = new Hono<SandboxEnv>();
  api.use(
    "*",
    vendorGate(context, {
      vendor: "clevercloud",
      basePath: clevercloudBasePath,
      isWrite: (method) => method !== "GET",
      errorResponse: (status) => failure(status, `Injected failure with HTTP status ${status}`),
    }),
  );
  api.use("*", basicAuth(context.seed.clevercloud));
  addVendorRoutes(api, context, store);
  api.all("*", () => failure(404, "No such route"));
  api.onError(() => failure(500, "Internal error"));

  const control = new Hono<SandboxEnv>();
  control.patch("/addons/:addon", async (c) => {
    const addon = store.addons.get(c.req.param("addon"));
    if (addon === undefined) {
      return c.json({ error: "no such add-on" }, 404);
    }
    return c.json(Object.assign(addon, await readControlBody(c, AddonChange)));
  });
  // Clever Cloud deletes the add-on without a call to its provider.
  control.delete("/addons/:addon", (c) =>
    store.addons.delete(c.req.param("addon")) ? c.json({}) : c.json({ error: "no such add-on" }, 404),
  );
  control.route("/", consoleRoutes(context, store));
  return { app: api, control, state: () => ({ addons: [...store.addons.values()] }) };
}

function addVendorRoutes(api: Hono<SandboxEnv>, context: SandboxContext, store: AddonStore): void {
  const view = (addon: Addon) => addonToWire(addon, callbackUrlOf(context, addon.addonId));

  api.get("/vendor/apps", (c) => {
    const { providerId, pageSize } = context.seed.clevercloud;
    const offset = c.req.query("offset");
    const addons = [...store.addons.values()];
    const start = Number(offset ?? 0);
    if (!Number.isInteger(start) || start < 0) {
      return failure(400, "offset must be a number");
    }
    const page = offset === undefined ? addons : addons.slice(start, start + pageSize);
    const entries = page.map((addon) => ({
      provider_id: providerId,
      addon_id: addon.addonId,
      callback_url: callbackUrlOf(context, addon.addonId),
      plan: addon.plan,
      owner_id: addon.ownerId,
    }));
    return c.json(entries);
  });

  api.get("/vendor/apps/:addon", (c) => {
    const addon = store.addons.get(c.req.param("addon"));
    return addon === undefined ? unknownAddon() : c.json(view(addon));
  });

  api.put("/vendor/apps/:addon", async (c) => {
    const addon = store.addons.get(c.req.param("addon"));
    if (addon === undefined) {
      return unknownAddon();
    }
    const body = ConfigBody.safeParse(await readJsonObject(c));
    if (!body.success) {
      return failure(400, "config must be a map of strings");
    }
    addon.config = store.knownVars(body.data.config);
    return c.json(view(addon));
  });

  api.post("/vendor/apps/:addon/consumptions", async (c) => {
    const addon = store.addons.get(c.req.param("addon"));
    if (addon === undefined) {
      return unknownAddon();
    }
    const body = Consumption.safeParse(await readJsonObject(c));
    if (!body.success) {
      return failure(400, "cost must be a number");
    }
    addon.consumptions.push({ cost: body.data.cost, atMs: context.clock.now() });
    return c.json({ cost: body.data.cost });
  });

  api.put("/vendor/apps/:addon/migration_callback", (c) => migrate(c, store, view));
}

async function migrate(c: Context<SandboxEnv>, store: AddonStore, view: (addon: Addon) => unknown) {
  const addon = store.addons.get(c.req.param("addon") ?? "");
  if (addon === undefined) {
    return unknownAddon();
  }
  const body = ConfigBody.partial().safeParse(await readJsonObject(c));
  if (!body.success) {
    return failure(400, "config must be a map of strings");
  }
  addon.plan = c.req.query("plan_id") ?? addon.plan;
  addon.region = c.req.query("region") ?? addon.region;
  if (body.data.config !== undefined) {
    addon.config = store.knownVars(body.data.config);
  }
  return c.json(view(addon));
}

function addonToWire(addon: Addon, callbackUrl: string) {
  return {
    id: addon.addonId,
    name: addon.name,
    config: addon.config,
    callback_url: callbackUrl,
    owner_email: addon.ownerEmail,
    owner_id: addon.ownerId,
    owner_name: addon.ownerName,
    owner_emails: [addon.ownerEmail, "foobar@example.com"],
    region: addon.region.toLowerCase(),
    domains: [],
  };
}

/**
 * Add-ons are 404 before the provisioning was answered, after the deprovisioning, and if they never existed.
 */
function unknownAddon(): Response {
  return failure(404, "Add-on not found");
}

function failure(status: number, message: string): Response {
  return Response.json({ id: status, message, type: "error" }, { status });
}
