import { randomUUID } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { createTenant } from "./create-tenant.ts";
import { loadView } from "./load-views.ts";
import { NewTenant } from "./tenant-input.ts";
import { etagOf, tenantAnswer } from "./tenant-request.ts";

const IdempotencyKey = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, "must be 1 to 200 characters of ASCII without spaces")
    .optional()
    .openapi({ description: "Identifies repeated requests if there is no externalId." }),
});

const route = createRoute({
  method: "post",
  path: "/api/v1/tenants",
  tags: ["Tenants"],
  operationId: "createTenant",
  summary: "Create a tenant",
  description: "Idempotent by externalId or Idempotency-Key: a repeated request gets the same tenant.",
  security: operatorOnly.security,
  request: {
    headers: IdempotencyKey,
    body: { required: true, content: { "application/json": { schema: NewTenant } } },
  },
  responses: {
    200: tenantAnswer("The tenant that an identical request created before."),
    201: tenantAnswer("The new tenant."),
    ...problems(409, 415, 422),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** POST /api/v1/tenants */
export function addTenantsCreate(group: RouteGroup, { config, db, ledger }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const body = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const externalId = body.externalId ?? (key === undefined ? randomUUID() : `idempotency-key:${key}`);
    const created = await ledger.submit({
      key: { source: body.source, externalId },
      actor: actorOf(c),
      action: "create",
      hostnames: body.hostnames.map(({ hostname }) => hostname),
      decide: createTenant({ ...body, externalId }, config),
    });
    const tenant = await loadView(db, created);
    if (!created.isNew) {
      return c.json(tenant, 200, etagOf(tenant));
    }
    return c.json(tenant, 201, { ...etagOf(tenant), Location: `${config.publicUrl}/api/v1/tenants/${tenant.id}` });
  });
}
