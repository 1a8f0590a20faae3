import { z } from "@hono/zod-openapi";
import type { Consumption } from "../../../fleet/metering/list-consumptions.ts";

export const states = ["pending", "sending", "sent", "refused", "unknown"] as const;

export const ConsumptionView = z
  .object({
    addonId: z.string(),
    period: z.string(),
    part: z.int().openapi({ description: "Number of the call for this add-on and month, from 1." }),
    tenantId: z.string(),
    cost: z.string(),
    state: z.enum(states).openapi({
      description: "unknown: the call was made but got no answer. It is not repeated until an operator resolves it.",
    }),
    sentAt: z.iso.datetime().nullable(),
    answer: z.string().nullable().openapi({ description: "The marketplace's answer, or why there is none." }),
  })
  .openapi("Consumption");

export function toConsumptionView(row: Consumption): z.output<typeof ConsumptionView> {
  const { addonId, period, part, tenantId, cost, state, sentAt, answer } = row;
  return { addonId, period, part, tenantId, cost, state, sentAt: sentAt?.toISOString() ?? null, answer };
}
