import { z } from "zod";
import type { RunFilter } from "../../../fleet/reconciler/run/run-history.ts";
import { StorableText } from "../../kernel/page-params.ts";

const Text = StorableText.trim().catch("").default("");

/** What the address of the list of runs says; whatever makes no sense there is as good as left out. */
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

/** Which runs the address asks for. */
export function filterOf({ shard, tenant, outcome, before }: RunQuery): Omit<RunFilter, "limit"> {
  return {
    ...(shard !== "" && { shard }),
    ...(tenant !== "" && { tenantId: tenant }),
    ...(outcome !== "" && { outcome }),
    ...(before !== undefined && { before: Number(before) }),
  };
}
