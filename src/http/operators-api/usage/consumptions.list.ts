import { createRoute, z } from "@hono/zod-openapi";
import { listConsumptions } from "../../../fleet/metering/list-consumptions.ts";
import { Period } from "../../../fleet/metering/period.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { LimitParam, StorableText } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { ConsumptionView, states, toConsumptionView } from "./consumption-view.ts";

const Cursor = StorableText.regex(/^20\d\d-\d\d\/.+\/\d{1,9}$/, "must be the value of next from an earlier page");

const route = createRoute({
  method: "get",
  path: "/api/v1/consumptions",
  tags: ["Metering"],
  operationId: "listConsumptions",
  summary: "List consumptions billed by the marketplaces, newest month first",
  description: "Each part of an add-on's month is sent at most once. Follow `next` until it is null.",
  security: operatorOnly.security,
  request: {
    query: z.object({
      state: z.enum(states).optional(),
      period: Period.optional(),
      limit: LimitParam,
      cursor: Cursor.optional().openapi({ description: "`next` of the previous page." }),
    }),
  },
  responses: {
    200: {
      description: "A page of consumptions.",
      content: {
        "application/json": {
          schema: z.object({ consumptions: z.array(ConsumptionView), next: z.string().nullable() }),
        },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/consumptions */
export function addConsumptionsList(group: RouteGroup, { db }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const { state, period, limit, cursor } = c.req.valid("query");
    const rows = await listConsumptions(db, { state, period, after: parseCursor(cursor), limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? `${last.period}/${last.addonId}/${last.part}` : null;
    return c.json({ consumptions: page.map(toConsumptionView), next }, 200);
  });
}

function parseCursor(cursor: string | undefined) {
  const [, period, addonId, part] = /^(.{7})\/(.*)\/(\d+)$/s.exec(cursor ?? "") ?? [];
  return period === undefined || addonId === undefined ? undefined : { period, addonId, part: Number(part) };
}
