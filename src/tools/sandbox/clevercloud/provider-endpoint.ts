/**
 * A plain add-on provider: the endpoint that a manifest's base_url names, for clevercloud.Addon to drive as
 * the marketplace does. Decisions where the page is silent:
 *
 * - The same POST again gets the answer that is stored; the same addon_id with another plan, owner or region
 *   is a 409.
 * - A plan that the seed does not list is a 422.
 * - A deprovisioned addon_id can be provisioned again, as another resource with another id.
 * - DELETE answers 200 {}, also the second time; an id that never was is a 404. Credentials are checked
 *   first.
 * - A POST whose answer is lost made the resource, but Clever Cloud did not learn of it: no add-on, until it
 *   is answered.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { readJsonObject } from "../json-body.ts";
import type { Emulator, SandboxContext, SandboxEnv } from "../sandbox-context.ts";
import { vendorGate } from "../vendor-gate.ts";
import type { AddonStore, ProviderResource } from "./addon-store.ts";
import { basicAuth } from "./basic-auth.ts";
import { AddonSeed } from "./seed.ts";

export const providerBasePath = "/provider";

/** Unknown fields are ignored and optional ones may be missing, because the marketplace changes them. */
const Provision = z.object({
  addon_id: z.string().min(1),
  plan: z.string().min(1),
  owner_id: z.string().optional(),
  owner_name: z.string().optional(),
  user_id: z.string().optional(),
  region: z.string().default("EU"),
});
const PlanChange = z.object({ addon_id: z.string().optional(), plan: z.string().min(1) });

export function createProvider(context: SandboxContext, store: AddonStore): Emulator {
  const api = new Hono<SandboxEnv>();
  api.use(
    "*",
    vendorGate(context, {
      vendor: "provider",
      basePath: providerBasePath,
      isWrite: (method) => method !== "GET",
      errorResponse: (status) => Response.json({ message: `Injected failure with HTTP status ${status}` }, { status }),
    }),
  );
  api.use("*", basicAuth(context.seed.clevercloud));
  const { plans } = context.seed.clevercloud;

  api.post("/clevercloud/resources", (c) => provision(c, store, plans));

  api.put("/clevercloud/resources/:id", async (c) => {
    const resource = store.resources.get(c.req.param("id"));
    if (resource === undefined || resource.isDeleted) {
      return c.json({ message: "No such resource" }, 404);
    }
    const body = PlanChange.safeParse(await readJsonObject(c));
    if (!body.success) {
      return c.json({ message: "plan is missing" }, 400);
    }
    const { plan } = body.data;
    if (!plans.includes(plan)) {
      return c.json({ message: `Unknown plan ${plan}` }, 422);
    }
    resource.plan = plan;
    c.set("onAnswered", () => {
      const addon = store.addons.get(resource.addonId);
      if (addon !== undefined) {
        addon.plan = plan;
      }
    });
    return c.json({ config: resource.config, message: `Plan changed to ${plan}` });
  });

  api.delete("/clevercloud/resources/:id", (c) => {
    const resource = store.resources.get(c.req.param("id"));
    if (resource === undefined) {
      return c.json({ message: "No such resource" }, 404);
    }
    resource.isDeleted = true;
    c.set("onAnswered", () => {
      // A repeated DELETE must not delete a new resource with the same addon_id.
      if (store.resourcesByAddon.get(resource.addonId) === resource) {
        store.addons.delete(resource.addonId);
      }
    });
    return c.json({});
  });
  api.all("*", (c) => c.json({ message: "No such route" }, 404));

  const state = () => ({ resources: [...store.resources.values()].map(toState) });
  return { app: api, control: new Hono<SandboxEnv>(), state };
}

async function provision(c: Context<SandboxEnv>, store: AddonStore, plans: readonly string[]) {
  const body = Provision.safeParse(await readJsonObject(c));
  if (!body.success) {
    return c.json({ message: z.prettifyError(body.error) }, 400);
  }
  const { addon_id: addonId, plan, region, owner_id: ownerId, owner_name: ownerName, user_id: userId } = body.data;
  const request = AddonSeed.parse({ addonId: "addon_", plan, region, ownerId, ownerName, userId });
  if (!plans.includes(plan)) {
    return c.json({ message: `Unknown plan ${plan}` }, 422);
  }
  const known = store.resourcesByAddon.get(addonId);
  const present = known?.isDeleted === true ? undefined : known;
  if (present !== undefined && !isSameRequest(present, { ...request, addonId })) {
    return c.json({ message: "This add-on exists with another plan, owner or region" }, 409);
  }
  const resource = present ?? store.addResource({ ...request, addonId });
  c.set("onAnswered", () => store.publish(resource));
  return c.json({ id: resource.id, config: resource.config, message: "Your add-on is ready" });
}

function isSameRequest({ request }: ProviderResource, other: AddonSeed): boolean {
  return request.plan === other.plan && request.ownerId === other.ownerId && request.region === other.region;
}

function toState({ id, addonId, plan, config, isDeleted }: ProviderResource) {
  return { id, addonId, plan, config, isDeleted };
}
