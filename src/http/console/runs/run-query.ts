import { z } from "zod";
import type { RunFilter } from "../../../fleet/reconciler/run/run-history.ts";
import { StorableText } from "../../kernel/page-params.ts";

const Text = StorableText.trim().catch("").default("");

/** The query of the list of runs; invalid values are ignored. */
export const RunQuery = z.object({
  shard: Text,
  tenant: Text,
  outcome: z.enum(["", "converged", "failed"]).catch("").default(""),
  before: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .catch(undefined),
});
export type RunQuery = z.infer<typeof RunQuery>;

/** The filter for a query. */
export function filterOf({ shard, tenant, outcome, before }: RunQuery): Omit<RunFilter, "limit"> {
  return {
    ...(shard !== "" && { shard }),
    ...(tenant !== "" && { tenantId: tenant }),
    ...(outcome !== "" && { outcome }),
    ...(before !== undefined && { before: Number(before) }),
  };
}
