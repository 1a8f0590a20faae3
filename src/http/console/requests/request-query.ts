import { z } from "zod";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import type { RequestFilter } from "../../../core/db/queries/requests.ts";
import { StorableText } from "../../kernel/page-params.ts";

const Text = StorableText.trim().catch("").default("");

/** The query of the list of requests; invalid values are ignored. */
export const RequestQuery = z.object({
  marketplace: z
    .enum(["", ...marketplaceSources])
    .catch("")
    .default(""),
  /** A status such as 404, or a class such as 4xx. */
  status: z
    .string()
    .regex(/^([1-5]\d\d|[1-5]xx)?$/)
    .catch("")
    .default(""),
  /** Requests that matched a route, or that matched none ("stray"). */
  route: z.enum(["", "served", "stray"]).catch("").default(""),
  tenant: Text,
  /** The id of the replayed request. */
  replayOf: Text,
  cursor: z.string().max(200).optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

/** The filter for a query. */
export function filterOf({ marketplace, status, route, tenant, replayOf }: RequestQuery): RequestFilter {
  return {
    ...(marketplace !== "" && { marketplace }),
    ...(status !== "" && (status.endsWith("xx") ? { statusClass: Number(status[0]) } : { status: Number(status) })),
    ...(route !== "" && { isStray: route === "stray" }),
    ...(tenant !== "" && { tenantId: tenant }),
    ...(replayOf !== "" && { replayOf }),
  };
}
