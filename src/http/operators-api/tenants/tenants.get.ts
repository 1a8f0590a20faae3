import { createRoute, z } from "@hono/zod-openapi";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { loadView } from "./load-views.ts";
import { isKnown, ReadConditions } from "./preconditions.ts";
import { etagHeader, etagOf, TenantParams, tenantAnswer } from "./tenant-request.ts";

const responses = {
  200: tenantAnswer("The tenant."),
  304: { description: "The tenant has not changed.", headers: etagHeader },
  ...problems(404),
  ...operatorOnly.problems,
  ...commonProblems,
};

const byId = createRoute({
  method: "get",
  path: "/api/v1/tenants/{id}",
  tags: ["Tenants"],
  operationId: "getTenant",
  summary: "Get a tenant",
  security: operatorOnly.security,
  request: { params: TenantParams, headers: ReadConditions },
  responses,
});

const byExternalId = createRoute({
  method: "get",
  path: "/api/v1/sources/{source}/tenants/{externalId}",
  tags: ["Tenants"],
  operationId: "getTenantByExternalId",
  summary: "Get a tenant by the marketplace's id",
  security: operatorOnly.security,
  request: {
    params: z.object({
      source: TenantDeclaration.shape.source.unwrap(),
      externalId: z.string().openapi({ description: "The marketplace's key of the tenant, such as an add-on's id." }),
    }),
    headers: ReadConditions,
  },
  responses,
});

/** GET /api/v1/tenants/{id} and /api/v1/sources/{source}/tenants/{externalId} */
export function addTenantsGet(group: RouteGroup, { db }: ServiceContext): void {
  group.openapi(byId, async (c) => {
    const tenant = await loadView(db, c.req.valid("param"));
    const etag = etagOf(tenant);
    return isKnown(c.req.valid("header"), etag.ETag) ? c.body(null, 304, etag) : c.json(tenant, 200, etag);
  });
  group.openapi(byExternalId, async (c) => {
    const tenant = await loadView(db, c.req.valid("param"));
    const etag = etagOf(tenant);
    return isKnown(c.req.valid("header"), etag.ETag) ? c.body(null, 304, etag) : c.json(tenant, 200, etag);
  });
}
