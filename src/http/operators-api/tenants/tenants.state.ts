import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { findTenant } from "../../../core/ledger/tenants.ts";
import type { TenantState } from "../../../core/model/tenant.ts";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, HttpError, problems } from "../../kernel/problem.ts";
import { readJson } from "../../kernel/read-json.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { setTenantState } from "./change-tenant.ts";
import { loadView } from "./load-views.ts";
import { ChangeConditions, toAssertGeneration } from "./preconditions.ts";
import { suspensionChanges } from "./suspension-changes.ts";
import { etagOf, TenantParams, tenantAnswer } from "./tenant-request.ts";

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
    description:
      "Its hostnames are kept and the use of its licenses is released, unless the configuration's `suspension` says otherwise. " +
      "A suspended tenant is not changed. The audit log records the reason.",
  },
  {
    action: "resume",
    to: "active",
    method: "post",
    path: "/api/v1/tenants/{id}/resume",
    description: "The tenant is served again. An active tenant is not changed.",
  },
  {
    action: "remove",
    to: "removed",
    method: "delete",
    path: "/api/v1/tenants/{id}",
    description:
      "Its objects are deleted at the vendors, and others can use its hostnames. A removed tenant is not changed.",
  },
];

const Reason = z
  .strictObject({ reason: z.string().trim().min(1).max(500).optional().describe("The reason, for the audit log.") })
  .openapi("Reason");

/** The body is optional, and with it the reason. */
async function readReason(c: Context): Promise<z.output<typeof Reason>> {
  const isEmpty = (await c.req.text()) === "";
  return isEmpty ? {} : readJson(c, Reason);
}

const suspensionRoute = createRoute({
  method: "get",
  path: "/api/v1/tenants/{id}/suspension",
  tags: ["Tenants"],
  operationId: "getTenantSuspension",
  summary: "Preview the suspension of a tenant",
  description: "One sentence per change; none for a tenant that is not active.",
  security: operatorOnly.security,
  request: { params: TenantParams },
  responses: {
    200: {
      description: "The changes.",
      content: { "application/json": { schema: z.object({ changes: z.array(z.string()) }) } },
    },
    ...problems(404),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/**
 * GET /api/v1/tenants/{id}/suspension, POST /api/v1/tenants/{id}/suspend and /resume, DELETE
 * /api/v1/tenants/{id}
 */
export function addTenantsMove(group: RouteGroup, { config, db, ledger }: ServiceContext): void {
  group.openapi(suspensionRoute, async (c) => {
    const { id } = c.req.valid("param");
    const tenant = await findTenant(db, { id });
    if (tenant === undefined) {
      throw new HttpError(404, { detail: "There is no such tenant." });
    }
    return c.json({ changes: suspensionChanges(tenant, config) }, 200);
  });
  for (const move of moves) {
    group.openapi(routeOf(move), async (c) => {
      const key = c.req.valid("param");
      const { reason } = await readReason(c);
      const decide = setTenantState(move.to, { assertGeneration: toAssertGeneration(c.req.valid("header")), reason });
      await ledger.submit({ key, actor: actorOf(c), action: move.action, decide });
      const tenant = await loadView(db, key);
      return c.json(tenant, 200, etagOf(tenant));
    });
  }
}

const reasonBody = { required: false, content: { "application/json": { schema: Reason } } };

function routeOf({ action, method, path, description }: Move) {
  return createRoute({
    method,
    path,
    tags: ["Tenants"],
    operationId: `${action}Tenant`,
    summary: `${action.charAt(0).toUpperCase()}${action.slice(1)} a tenant`,
    description,
    security: operatorOnly.security,
    request: { params: TenantParams, headers: ChangeConditions, ...(method === "post" && { body: reasonBody }) },
    responses: {
      200: tenantAnswer("The changed tenant."),
      ...problems(404, 409, 412),
      ...operatorOnly.problems,
      ...commonProblems,
    },
  });
}
