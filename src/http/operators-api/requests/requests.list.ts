import { createRoute, z } from "@hono/zod-openapi";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { CursorParam, InstantParam, LimitParam, StorableText } from "../../kernel/page-params.ts";
import { commonProblems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { pageOfRequests } from "./find-requests.ts";
import { RequestSummary } from "./request-view.ts";

const route = createRoute({
  method: "get",
  path: "/api/v1/requests",
  tags: ["Requests"],
  operationId: "listRequests",
  summary: "List the marketplaces' requests, newest first",
  description: "With `stray=true`, only requests that match no route. Follow `next` until it is null.",
  security: operatorOnly.security,
  request: {
    query: z.object({
      marketplace: z.enum(marketplaceSources).optional(),
      tenant: StorableText.optional().openapi({ description: "Id of a tenant." }),
      method: StorableText.toUpperCase().optional(),
      status: z.coerce.number().int().min(100).max(599).optional(),
      stray: z.stringbool({ error: "must be true or false" }).optional().openapi({ type: "boolean" }),
      replayOf: StorableText.optional().openapi({ description: "Replays of the request with this id." }),
      since: InstantParam.optional().openapi({ description: "Requests from this time on." }),
      until: InstantParam.optional().openapi({ description: "Requests before this time." }),
      limit: LimitParam,
      cursor: CursorParam,
    }),
  },
  responses: {
    200: {
      description: "A page of requests.",
      content: {
        "application/json": { schema: z.object({ requests: z.array(RequestSummary), next: z.string().nullable() }) },
      },
    },
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/requests */
export function addRequestsList(group: RouteGroup, { db }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const { limit, cursor, tenant: tenantId, stray: isStray, since, until, ...equal } = c.req.valid("query");
    const filter = { ...equal, tenantId, isStray, since: toDate(since), until: toDate(until) };
    const { requests, next } = await pageOfRequests(db, filter, { limit, cursor });
    const shown = requests.map((request) => ({ ...request, at: request.at.toISOString() }));
    return c.json({ requests: shown, next: next ?? null }, 200);
  });
}

const toDate = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
