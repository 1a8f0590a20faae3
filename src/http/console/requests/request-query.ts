import { z } from "zod";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import { StorableText } from "../../kernel/page-params.ts";
import type { RequestFilter } from "../../operators-api/requests/find-requests.ts";

const Text = StorableText.trim().catch("").default("");

/** What the address of the list of requests says; whatever makes no sense there is as good as left out. */
export const RequestQuery = z.object({
  marketplace: z
    .enum(["", ...marketplaceSources])
    .catch("")
    .default(""),
  /** A status such as 404, or the class of one such as 4xx. */
  status: z
    .string()
    .regex(/^([1-5]\d\d|[1-5]xx)?$/)
    .catch("")
    .default(""),
  /** Requests that a route answered, or that none was there for. */
  route: z.enum(["", "served", "stray"]).catch("").default(""),
  tenant: Text,
  /** Id of the request that these repeated. */
  replayOf: Text,
  cursor: z.string().max(200).optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

/** Which requests the address asks for. */
export function filterOf({ marketplace, status, route, tenant, replayOf }: RequestQuery): RequestFilter {
  return {
    ...(marketplace !== "" && { marketplace }),
    ...(status !== "" && (status.endsWith("xx") ? { statusClass: Number(status[0]) } : { status: Number(status) })),
    ...(route !== "" && { isStray: route === "stray" }),
    ...(tenant !== "" && { tenantId: tenant }),
    ...(replayOf !== "" && { replayOf }),
  };
}
