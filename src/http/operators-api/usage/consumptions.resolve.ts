import { createRoute, z } from "@hono/zod-openapi";
import { Period } from "../../../fleet/metering/period.ts";
import { resolveConsumption } from "../../../fleet/metering/resolve-consumption.ts";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { StorableText } from "../../kernel/page-params.ts";
import { commonProblems, HttpError, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { ConsumptionView, toConsumptionView } from "./consumption-view.ts";

const Resolution = z.strictObject({
  part: z.int32().min(1).optional().openapi({ description: "Required if several parts of the month can be resolved." }),
  outcome: z.enum(["sent", "not-sent"]).openapi({
    description: "What the marketplace's invoice shows. sent: it was billed. not-sent: it is sent again.",
  }),
});

const route = createRoute({
  method: "post",
  path: "/api/v1/consumptions/{addonId}/{period}/resolve",
  tags: ["Metering"],
  operationId: "resolveConsumption",
  summary: "Resolve a consumption that was refused or whose outcome is unknown",
  security: operatorOnly.security,
  request: {
    params: z.object({ addonId: StorableText, period: Period }),
    body: { required: true, content: { "application/json": { schema: Resolution } } },
  },
  responses: {
    200: { description: "The resolved consumption.", content: { "application/json": { schema: ConsumptionView } } },
    ...problems(404, 409),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** POST /api/v1/consumptions/{addonId}/{period}/resolve */
export function addConsumptionsResolve(group: RouteGroup, { db, now }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const { addonId, period } = c.req.valid("param");
    const { outcome, part } = c.req.valid("json");
    const resolved = await resolveConsumption(db, { addonId, period, part, outcome, actor: actorOf(c), now: now() });
    if (resolved === undefined) {
      throw new HttpError(404, { detail: "There is no such consumption." });
    }
    if (resolved === "in-progress") {
      throw new HttpError(409, { detail: "Only a refused or unknown consumption can be resolved." });
    }
    if (resolved === "several") {
      throw new HttpError(409, { detail: "Several parts of this month can be resolved: choose one with part." });
    }
    return c.json(toConsumptionView(resolved), 200);
  });
}
