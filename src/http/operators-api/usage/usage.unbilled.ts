import { createRoute, z } from "@hono/zod-openapi";
import { billedSources } from "../../../core/ledger/source-terms.ts";
import { listUnbilled, type UnbilledUsage, unbilledStates } from "../../../fleet/metering/list-unbilled.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { LimitParam, StorableText } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";

const State = z.enum(unbilledStates).openapi({
  description:
    "counted: not part of a consumption yet. pending, sending: billed soon. refused, unknown: compare with " +
    "the marketplace's invoice, and resolve the consumption.",
});

const Cursor = StorableText.regex(/^20\d\d-\d\d\/.+\/[a-z]+$/, "must be the value of next from an earlier page");

const View = z
  .object({
    tenantId: z.string(),
    tenantState: z.enum(["active", "suspended", "removed"]),
    addonId: z.string(),
    period: z.string().openapi({ example: "2026-11" }),
    state: State,
    cost: z.string().openapi({ description: "In the currency of the marketplace's invoice.", example: "12.50" }),
    since: z.iso.datetime().nullable().openapi({ description: "When its oldest part was recorded." }),
  })
  .openapi("UnbilledUsage");

const route = createRoute({
  method: "get",
  path: "/api/v1/usage/unbilled",
  tags: ["Metering"],
  operationId: "listUnbilledUsage",
  summary: "List unbilled usage, oldest month first",
  description:
    "One entry for each tenant, month and state, removed tenants included. Tenants of a marketplace that bills no usage " +
    "have none. Follow `next` until it is null.",
  security: operatorOnly.security,
  request: {
    query: z.object({
      tenantId: StorableText.optional(),
      state: State.optional(),
      limit: LimitParam,
      cursor: Cursor.optional().openapi({ description: "`next` of the previous page." }),
    }),
  },
  responses: {
    200: {
      description: "A page of unbilled usage.",
      content: {
        "application/json": { schema: z.object({ usage: z.array(View), next: z.string().nullable() }) },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/usage/unbilled */
export function addUsageUnbilled(group: RouteGroup, { db, terms }: ServiceContext): void {
  const sources = billedSources(terms);
  group.openapi(route, async (c) => {
    const { tenantId, state, limit, cursor } = c.req.valid("query");
    const states = state && [state];
    const [, ...after] = /^(.{7})\/(.*)\/([a-z]+)$/s.exec(cursor ?? "") ?? [];
    const rows = await listUnbilled(db, { sources, tenantId, states, after, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? `${last.period}/${last.tenantId}/${last.state}` : null;
    return c.json({ usage: page.map(toView), next }, 200);
  });
}

function toView({ since, ...usage }: UnbilledUsage): z.output<typeof View> {
  return { ...usage, since: since?.toISOString() ?? null };
}
