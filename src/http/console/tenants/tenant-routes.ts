import { type Context, Hono } from "hono";
import { z } from "zod";
import { readTimeline, timelineKinds } from "../../../core/db/queries/tenant-timeline.ts";
import { HttpError } from "../../kernel/problem.ts";
import { setTenantState } from "../../operators-api/tenants/change-tenant.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { mayAct } from "../console-page.ts";
import { flashTo } from "../flash-to.ts";
import { readTenant } from "./read-tenant.ts";
import { removePage } from "./remove-page.ts";
import { tenantPage } from "./tenant-page.ts";

const eventsPerPage = 25;
const Query = z.object({
  show: z.enum(timelineKinds).optional().catch(undefined),
  cursor: z.string().max(300).optional().catch(undefined),
});
const Confirmation = z.object({ confirm: z.string().trim() });

/** GET /console/tenants/{id}, and its removal with a confirmation. */
export function tenantRoutes(context: ConsoleContext): ConsoleGroup {
  const { config, db, ledger } = context;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  const plans = Object.keys(config.deployment.plans);

  routes.get("/console/tenants/:id", async (c) => {
    const viewer = c.get("viewer");
    const id = c.req.param("id");
    const { show: kind, cursor } = Query.parse(c.req.query());
    const facts = await readTenant(context, id);
    const events = await readTimeline(db, { tenantId: id, kind, cursor, limit: eventsPerPage });
    const timeline = { path: `/console/tenants/${id}`, kind, cursor, ...events, now: viewer.now };
    return c.html(tenantPage({ viewer, facts, timeline, plans }));
  });

  const removal = async (c: Context<ConsoleEnv>, id: string, error?: string) => {
    const { tenant } = await readTenant(context, id);
    return c.html(removePage({ viewer: c.get("viewer"), tenant, error }), error === undefined ? 200 : 422);
  };
  routes.get("/console/tenants/:id/remove", (c) => {
    if (!mayAct(c.get("viewer"))) {
      throw new HttpError(403, { detail: "Changes require a token with scope write." });
    }
    return removal(c, c.req.param("id"));
  });

  routes.post("/console/tenants/:id/remove", async (c) => {
    const id = c.req.param("id");
    const form = Confirmation.safeParse(await c.req.parseBody());
    if (form.data?.confirm !== id) {
      return removal(c, id, "The id does not match this tenant. The tenant was not removed.");
    }
    const { actor } = c.get("viewer");
    await ledger.submit({ key: { id }, actor, action: "remove", decide: setTenantState("removed") });
    const text = "The tenant is being removed. Its record is kept.";
    return flashTo(c, context, `/console/tenants/${id}`, { tone: "good", text });
  });
  return routes;
}
