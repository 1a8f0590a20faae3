import { createRoute, z } from "@hono/zod-openapi";
import { operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { getRequest } from "./find-requests.ts";
import { RequestView } from "./request-view.ts";

/** Parameters of the routes for one request. */
export const RequestParams = z.object({ id: z.uuid("must be the id of a recorded request") });

const route = createRoute({
  method: "get",
  path: "/api/v1/requests/{id}",
  tags: ["Requests"],
  operationId: "getRequest",
  summary: "Get a recorded request with its body and its answer",
  security: operatorOnly.security,
  request: { params: RequestParams },
  responses: {
    200: { description: "The request.", content: { "application/json": { schema: RequestView } } },
    ...problems(404),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** GET /api/v1/requests/{id} */
export function addRequestsGet(group: RouteGroup, { db }: ServiceContext): void {
  group.openapi(route, async (c) => {
    const request = await getRequest(db, c.req.valid("param").id);
    return c.json({ ...request, at: request.at.toISOString() }, 200);
  });
}
