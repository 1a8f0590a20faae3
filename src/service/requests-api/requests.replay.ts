import { createRoute, z } from "@hono/zod-openapi";
import { secretsOf } from "../../config/secrets-of.ts";
import { redactBody } from "../../journal/redact-request.ts";
import { createRedactor } from "../../journal/redactor.ts";
import { appendAudit } from "../../ledger/append-audit.ts";
import { inLedgerTransaction } from "../../ledger/ledger-transaction.ts";
import { actorOf, operatorOnly } from "../operator-auth/operator-group.ts";
import { commonProblems, problems } from "../problem.ts";
import type { ServiceContext } from "../service-context.ts";
import type { RouteGroup, ServiceEnv } from "../service-env.ts";
import { getRequest } from "./find-requests.ts";
import { RequestParams } from "./requests.get.ts";
import { toReplay } from "./to-replay.ts";

/** Answers a request as the control plane does, without a network in between. */
export type Dispatch = (request: Request, bindings: ServiceEnv["Bindings"]) => Response | Promise<Response>;

const route = createRoute({
  method: "post",
  path: "/api/v1/requests/{id}/replay",
  tags: ["Requests"],
  summary: "Send a recorded request again",
  description:
    "It runs through the control plane as if the marketplace sent it, with the marketplace's present credentials, and has its " +
    "effects; what was redacted stays so. Forms of SSO work once and are refused.",
  security: operatorOnly.security,
  request: { params: RequestParams },
  responses: {
    200: {
      description: "What the control plane answered this time.",
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
export function addRequestsReplay(group: RouteGroup, { config, db, now }: ServiceContext, dispatch: Dispatch): void {
  const redactor = createRedactor(secretsOf(config));
  group.openapi(route, async (c) => {
    const recorded = await getRequest(db, c.req.valid("param").id);
    const request = toReplay(recorded, config);
    const { id, method, path, tenantId } = recorded;
    const entry = { at: now(), actor: actorOf(c), action: "request.replay", tenantId, detail: { id, method, path } };
    await inLedgerTransaction(db, (transaction) => appendAudit(transaction, entry));
    const response = await dispatch(request, { replayOf: id });
    const answer = redactBody(await response.text(), redactor);
    return c.json({ replayOf: id, status: response.status, answer }, 200);
  });
}
