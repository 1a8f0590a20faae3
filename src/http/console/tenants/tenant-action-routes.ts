import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Change } from "../../../core/ledger/change.ts";
import { HttpError } from "../../kernel/problem.ts";
import { changeTenant, setTenantState } from "../../operators-api/tenants/change-tenant.ts";
import { suspensionChanges } from "../../operators-api/tenants/suspension-changes.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { mayAct } from "../console-page.ts";
import { flashTo } from "../flash-to.ts";
import { readTenant } from "./read-tenant.ts";
import { retryTenant } from "./retry-tenant.ts";
import { suspendPage } from "./suspend-page.ts";

const ReasonForm = z.object({ reason: z.string().trim().min(1).max(500) });
const PlanForm = z.object({ plan: z.string().min(1) });

/**
 * GET /console/tenants/{id}/suspend, and POST /retry, /suspend, /resume and /plan, which return to the
 * tenant's page with the result.
 */
export function tenantActionRoutes(context: ConsoleContext): ConsoleGroup {
  const { config, db, ledger } = context;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  const change = (c: Context<ConsoleEnv>, id: string, { action, decide }: Pick<Change<string>, "action" | "decide">) =>
    ledger.submit({ key: { id }, actor: c.get("viewer").actor, action, decide });

  routes.post("/console/tenants/:id/retry", (c) => {
    const id = c.req.param("id");
    const { actor, now } = c.get("viewer");
    return answer(c, id, "Retry requested. It starts within a few seconds, when a worker is free.", () =>
      retryTenant(db, { id, actor, now }),
    );
  });
  const suspension = async (c: Context<ConsoleEnv>, id: string, error?: string) => {
    const { tenant } = await readTenant(context, id);
    // The tenant's page shows its current state.
    if (tenant.state !== "active") {
      return c.redirect(`/console/tenants/${id}`, 303);
    }
    const viewer = c.get("viewer");
    const page = suspendPage({ viewer, tenant, changes: suspensionChanges(tenant, config), error });
    return c.html(page, error === undefined ? 200 : 422);
  };
  routes.get("/console/tenants/:id/suspend", (c) => {
    if (!mayAct(c.get("viewer"))) {
      throw new HttpError(403, { detail: "Changes require a token with scope write." });
    }
    return suspension(c, c.req.param("id"));
  });
  routes.post("/console/tenants/:id/suspend", async (c) => {
    const id = c.req.param("id");
    const form = ReasonForm.safeParse(await c.req.parseBody());
    if (!form.success) {
      return suspension(c, id, "Enter a reason of at most 500 characters. The tenant was not suspended.");
    }
    const decide = setTenantState("suspended", { reason: form.data.reason });
    return answer(c, id, "The tenant is suspended.", () => change(c, id, { action: "suspend", decide }));
  });
  routes.post("/console/tenants/:id/resume", (c) => {
    const id = c.req.param("id");
    return answer(c, id, "The tenant is active again. Its resources are being restored at the vendors.", () =>
      change(c, id, { action: "resume", decide: setTenantState("active") }),
    );
  });
  routes.post("/console/tenants/:id/plan", async (c) => {
    const id = c.req.param("id");
    const form = PlanForm.safeParse(await c.req.parseBody());
    if (!form.success) {
      throw new HttpError(400, { detail: "Choose a plan." });
    }
    const { plan } = form.data;
    return answer(c, id, `The plan is now ${plan}.`, () =>
      change(c, id, { action: "change", decide: changeTenant({ plan }, config) }),
    );
  });

  /** Redirects to the tenant with the result, or the reason for the refusal. */
  async function answer(c: Context<ConsoleEnv>, id: string, done: string, work: () => Promise<unknown>) {
    try {
      await work();
      return await flashTo(c, context, `/console/tenants/${id}`, { tone: "good", text: done });
    } catch (error) {
      if (!(error instanceof HttpError) || error.status === 404) {
        throw error;
      }
      return flashTo(c, context, `/console/tenants/${id}`, { tone: "bad", text: error.message });
    }
  }
  return routes;
}
