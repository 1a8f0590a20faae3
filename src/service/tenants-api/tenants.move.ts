import { createRoute } from "@hono/zod-openapi";
import type { TenantState } from "../../ledger/tenant.ts";
import { actorOf, operatorOnly } from "../operator-auth/operator-group.ts";
import { commonProblems, problems } from "../problem.ts";
import type { ServiceContext } from "../service-context.ts";
import type { RouteGroup } from "../service-env.ts";
import { moveTenant } from "./change-tenant.ts";
import { loadView } from "./load-views.ts";
import { etagOf, generationOf, IfMatch, TenantParams, tenantAnswer } from "./tenant-request.ts";

interface Move {
  readonly action: "suspend" | "resume" | "remove";
  readonly to: TenantState;
  readonly method: "post" | "delete";
  readonly path: string;
  readonly description: string;
}

const moves: readonly Move[] = [
  {
    action: "suspend",
    to: "suspended",
    method: "post",
    path: "/api/v1/tenants/{id}/suspend",
    description: "It is kept and not served. A suspended one is left as it is.",
  },
  {
    action: "resume",
    to: "active",
    method: "post",
    path: "/api/v1/tenants/{id}/resume",
    description: "It is served again. An active one is left as it is.",
  },
  {
    action: "remove",
    to: "removed",
    method: "delete",
    path: "/api/v1/tenants/{id}",
    description:
      "It is taken down at the vendors, and its hostnames are free for others. A removed one is left as it is.",
  },
];

/** POST /api/v1/tenants/{id}/suspend and /resume, DELETE /api/v1/tenants/{id} */
export function addTenantsMove(group: RouteGroup, { db, ledger }: ServiceContext): void {
  for (const move of moves) {
    group.openapi(routeOf(move), async (c) => {
      const key = c.req.valid("param");
      const decide = moveTenant(move.to, generationOf(c.req.valid("header")));
      await ledger.submit({ key, actor: actorOf(c), action: move.action, decide });
      const tenant = await loadView(db, key);
      return c.json(tenant, 200, etagOf(tenant));
    });
  }
}

function routeOf({ action, method, path, description }: Move) {
  return createRoute({
    method,
    path,
    tags: ["Tenants"],
    summary: `${action.charAt(0).toUpperCase()}${action.slice(1)} a tenant`,
    description,
    security: operatorOnly.security,
    request: { params: TenantParams, headers: IfMatch },
    responses: {
      200: tenantAnswer("The tenant as it is from now on."),
      ...problems(404, 409, 412),
      ...operatorOnly.problems,
      ...commonProblems,
    },
  });
}
