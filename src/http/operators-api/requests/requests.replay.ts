import { createRoute, z } from "@hono/zod-openapi";
import { actorOf, operatorOnly } from "../../kernel/operator-auth/operator-group.ts";
import { commonProblems, problems } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { type Dispatch, replayer } from "./replay-request.ts";
import { RequestParams } from "./requests.get.ts";

const route = createRoute({
  method: "post",
  path: "/api/v1/requests/{id}/replay",
  tags: ["Requests"],
  operationId: "replayRequest",
  summary: "Send a recorded request again",
  description:
    "The control plane handles it as if the marketplace sent it now, with the marketplace's current credentials. It takes full " +
    "effect. Redacted values stay redacted. SSO forms are refused, because each works only once.",
  security: operatorOnly.security,
  request: {
    params: RequestParams,
    query: z.object({
      force: z.stringbool({ error: "must be true or false" }).optional().openapi({
        type: "boolean",
        description: "Required for a request that was refused because its credentials were invalid.",
      }),
    }),
  },
  responses: {
    200: {
      description: "The control plane's new answer.",
      content: {
        "application/json": {
          schema: z
            .object({
              replayOf: z.string(),
              status: z.int(),
              answer: z.string().openapi({ description: "Without secrets." }),
            })
            .openapi("Replay"),
        },
      },
    },
    ...problems(404, 409),
    ...operatorOnly.problems,
    ...commonProblems,
  },
});

/** POST /api/v1/requests/{id}/replay */
export function addRequestsReplay(group: RouteGroup, context: ServiceContext, dispatch: Dispatch): void {
  const replay = replayer(context, dispatch);
  group.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(
      { replayOf: id, ...(await replay(id, { actor: actorOf(c), force: c.req.valid("query").force ?? false })) },
      200,
    );
  });
}
