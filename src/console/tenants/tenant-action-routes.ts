import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Change } from "../../ledger/change.ts";
import { HttpProblem } from "../../service/problem.ts";
import { changeTenant, moveTenant } from "../../service/tenants-api/change-tenant.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { flashTo } from "../flash-to.ts";
import { retryTenant } from "./retry-tenant.ts";

const PlanForm = z.object({ plan: z.string().min(1) });

/** POST /console/tenants/{id}/retry, /suspend, /resume and /plan: each leads back to the tenant's page, which says what came of it. */
export function tenantActionRoutes(context: ConsoleContext): ConsoleGroup {
  const { config, db, ledger } = context;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  const change = (c: Context<ConsoleEnv>, id: string, { action, decide }: Pick<Change<string>, "action" | "decide">) =>
    ledger.submit({ key: { id }, actor: c.get("viewer").actor, action, decide });

  routes.post("/console/tenants/:id/retry", (c) => {
    const id = c.req.param("id");
    const { actor, now } = c.get("viewer");
    return answer(c, id, "It is tried again within a few seconds, as soon as a worker is free.", () =>
      retryTenant(db, { id, actor, now }),
    );
  });
  routes.post("/console/tenants/:id/suspend", (c) => {
    const id = c.req.param("id");
    return answer(c, id, "It is suspended: kept, and no longer served.", () =>
      change(c, id, { action: "suspend", decide: moveTenant("suspended", undefined) }),
    );
  });
  routes.post("/console/tenants/:id/resume", (c) => {
    const id = c.req.param("id");
    return answer(c, id, "It is served again as soon as the vendors have been told.", () =>
      change(c, id, { action: "resume", decide: moveTenant("active", undefined) }),
    );
  });
  routes.post("/console/tenants/:id/plan", async (c) => {
    const id = c.req.param("id");
    const form = PlanForm.safeParse(await c.req.parseBody());
    if (!form.success) throw new HttpProblem(400, { detail: "Choose a plan." });
    const { plan } = form.data;
    return answer(c, id, `Its plan is ${plan} from now on.`, () =>
      change(c, id, { action: "change", decide: changeTenant({ plan }, undefined, config) }),
    );
  });

  /** Back to the tenant, with what was done, or why it was refused. */
  async function answer(c: Context<ConsoleEnv>, id: string, done: string, work: () => Promise<unknown>) {
    try {
      await work();
      return await flashTo(c, context, `/console/tenants/${id}`, { tone: "good", text: done });
    } catch (error) {
      if (!(error instanceof HttpProblem) || error.status === 404) throw error;
      return flashTo(c, context, `/console/tenants/${id}`, { tone: "bad", text: error.message });
    }
  }
  return routes;
}
