import { createRoute } from "@hono/zod-openapi";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { changeTenant } from "./change-tenant.ts";
import { loadView } from "./load-views.ts";
import { ChangeConditions, toAssertGeneration } from "./preconditions.ts";
import { TenantPatch } from "./tenant-input.ts";
import { etagOf, TenantParams, tenantAnswer } from "./tenant-request.ts";

const route = createRoute({
  method: "patch",
  path: "/api/v1/tenants/{id}",
  tags: ["Tenants"],
  operationId: "changeTenant",
  summary: "Change a tenant",
  description: "Lists are replaced, objects are merged, and null removes a value (RFC 7396).",
  security: operatorOnly.security,
  request: {
    params: TenantParams,
    headers: ChangeConditions,
    body: {
      required: true,
      content: {
        "application/json": { schema: TenantPatch },
        "application/merge-patch+json": { schema: TenantPatch },
      },
    },
  },
  responses: {
    200: tenantAnswer("The tenant with its new desired state."),
    ...problems(404, 409, 412, 415, 422),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** PATCH /api/v1/tenants/{id} */
export function addTenantsChange(group: RouteGroup, { config, db, ledger }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const key = c.req.valid("param");
    const patch = c.req.valid("json");
    await ledger.submit({
      key,
      actor: actorOf(c),
      action: "change",
      hostnames: patch.hostnames?.map(({ hostname }) => hostname) ?? [],
      decide: changeTenant(patch, config, toAssertGeneration(c.req.valid("header"))),
    });
    const tenant = await loadView(db, key);
    return c.json(tenant, 200, etagOf(tenant));
  });
}
