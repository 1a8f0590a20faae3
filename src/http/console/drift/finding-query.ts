import { z } from "zod";
import { kinds, severities } from "../../../core/model/drift-report.ts";
import type { FindingFilter } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { StorableText } from "../../kernel/page-params.ts";

const Text = StorableText.trim().catch("").default("");

/** The query parameters of the list of findings. Invalid values are ignored. */
export const FindingQuery = z.object({
  state: z.enum(["open", "closed"]).catch("open").default("open"),
  kind: z
    .enum(["", ...kinds])
    .catch("")
    .default(""),
  severity: z
    .enum(["", ...severities])
    .catch("")
    .default(""),
  shard: Text,
  text: Text,
  /** Counted from 1. */
  page: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .optional()
    .catch(undefined),
});
export type FindingQuery = z.infer<typeof FindingQuery>;

/** The filter for a query. */
export function filterOf({ state, kind, severity, shard, text }: FindingQuery): FindingFilter {
  const isOpen = state === "open";
  return {
    isOpen,
    // Operators cannot act on folded findings, so these are listed only if a filter asks for them.
    omitsFolded: isOpen && kind === "" && severity === "" && text === "",
    ...(kind !== "" && { kind }),
    ...(severity !== "" && { severity }),
    ...(shard !== "" && { shard }),
    ...(text !== "" && { text }),
  };
}
