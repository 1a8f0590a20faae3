import { createRoute, z } from "@hono/zod-openapi";
import { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import { listTenants } from "../../../core/ledger/tenants.ts";
import { conditionStatuses, conditionTypes } from "../../../core/model/condition.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { CursorParam, LimitParam } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { loadViews } from "./load-views.ts";
import { TenantView } from "./tenant-view.ts";

const ConditionParam = z.templateLiteral([z.enum(conditionTypes), ":", z.enum(conditionStatuses)], {
  error: `must be TYPE:STATUS, such as Ready:false; types are ${conditionTypes.join(", ")}`,
});

const route = createRoute({
  method: "get",
  path: "/api/v1/tenants",
  tags: ["Tenants"],
  operationId: "listTenants",
  summary: "List tenants, newest first",
  description: "Follow `next` until it is null. Each tenant is listed once, even if tenants are added meanwhile.",
  security: operatorOnly.security,
  request: {
    query: z.object({
      source: TenantDeclaration.shape.source.unwrap().optional(),
      plan: z.string().optional(),
      state: z.enum(["active", "suspended", "removed"]).optional(),
      condition: ConditionParam.optional().openapi({ type: "string", example: "Ready:false" }),
      hostname: z.string().toLowerCase().optional().openapi({ description: "The tenant that has this hostname." }),
      text: z.string().optional().openapi({ description: "Part of id, external id, owner's login or a hostname." }),
      limit: LimitParam,
      cursor: CursorParam,
    }),
  },
  responses: {
    200: {
      description: "A page of tenants.",
      content: {
        "application/json": { schema: z.object({ tenants: z.array(TenantView), next: z.string().nullable() }) },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/tenants */
export function addTenantsList(group: RouteGroup, { db }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const { limit, cursor, text: search, condition, ...equal } = c.req.valid("query");
    const filter = { ...equal, search, condition: condition && toCondition(condition) };
    const { tenants, next } = await listTenants(db, { filter, limit, cursor });
    return c.json({ tenants: await loadViews(db, tenants), next: next ?? null }, 200);
  });
}

function toCondition(text: z.infer<typeof ConditionParam>) {
  return {
    type: conditionTypes.find((name) => text.startsWith(`${name}:`)) ?? "Ready",
    status: conditionStatuses.find((name) => text.endsWith(`:${name}`)),
  };
}
