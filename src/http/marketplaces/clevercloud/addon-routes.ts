import { OpenAPIHono } from "@hono/zod-openapi";
import type { CleverCloud } from "../../../core/config/marketplaces/clevercloud.ts";
import { findTenant } from "../../../core/ledger/tenants.ts";
import { readJson } from "../../kernel/read-json.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup, ServiceEnv } from "../../kernel/service-env.ts";
import { defineAddonRoutes } from "./addon-route-definitions.ts";
import { decideDeprovision } from "./decide-deprovision.ts";
import { decidePlanChange } from "./decide-plan-change.ts";
import { decideProvision } from "./decide-provision.ts";
import { PlanChangeRequest, ProvisionRequest } from "./provision-request.ts";
import { refusal } from "./refusal.ts";

const actor = "clevercloud";

/** Clever Cloud's calls to base_url when a customer orders, changes or deletes an add-on. */
export function addonRoutes(context: ServiceContext, settings: CleverCloud): RouteGroup {
  const { config, db, ledger, billBeforeRemoval } = context;
  const routes = new OpenAPIHono<ServiceEnv>();
  const definitions = defineAddonRoutes(settings, Object.keys(config.deployment.plans), routes.openAPIRegistry);

  routes.openapi(definitions.provision, async (c) => {
    const request = await readJson(c, ProvisionRequest);
    const key = { source: "clevercloud", externalId: request.addon_id } as const;
    const decide = decideProvision(request, { ...config, clevercloud: settings });
    const { id, message } = await ledger.submit({ key, actor, action: "provision", decide });
    return c.json({ id, config: {}, message }, 200);
  });

  routes.openapi(definitions.changePlan, async (c) => {
    const request = await readJson(c, PlanChangeRequest);
    const key = { id: c.req.valid("param").id };
    const decide = decidePlanChange(request, config);
    return c.json({ message: await ledger.submit({ key, actor, action: "change-plan", decide }) }, 200);
  });

  routes.openapi(definitions.deprovision, async (c) => {
    const key = { id: c.req.valid("param").id };
    const tenant = billBeforeRemoval && (await findTenant(db, key));
    // Bill before the removal is recorded: afterwards its license may be released, and the license's counter
    // is lost.
    if (tenant?.source === "clevercloud") {
      await billBeforeRemoval?.(tenant);
    }
    const answer = await ledger.submit({ key, actor, action: "deprovision", decide: decideDeprovision });
    const status = answer === "deleted" ? 200 : settings.repeatedDelete;
    if (status === 410) {
      throw refusal(410, "This add-on was already deleted.");
    }
    return status === 204 ? c.body(null, 204) : c.json({}, 200);
  });
  return routes;
}
