import { Hono } from "hono";
import { listRequests, type RecordedRequest } from "../../../core/db/queries/requests.ts";
import { HttpError } from "../../kernel/problem.ts";
import { getRequest, pageOfRequests } from "../../operators-api/requests/find-requests.ts";
import { replayer } from "../../operators-api/requests/replay-request.ts";
import { toReplay } from "../../operators-api/requests/to-replay.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { flashTo } from "../flash-to.ts";
import { replayPage } from "./replay-page.ts";
import { requestPage } from "./request-page.ts";
import { filterOf, RequestQuery } from "./request-query.ts";
import { requestsPage } from "./requests-page.ts";

const perPage = 50;
const replaysShown = 20;

/** GET /console/requests, GET /console/requests/{id}, and its replay. */
export function requestsRoutes(context: ConsoleContext): ConsoleGroup {
  const { db } = context;
  const replay = replayer(context, context.dispatch);
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();

  routes.get("/console/requests", async (c) => {
    const query = RequestQuery.parse(c.req.query());
    const page = await pageOfRequests(db, filterOf(query), { limit: perPage, cursor: query.cursor });
    return c.html(requestsPage({ viewer: c.get("viewer"), query, ...page }));
  });

  routes.get("/console/requests/:id{[0-9a-f-]{36}}", async (c) => {
    const request = await getRequest(db, c.req.param("id"));
    const { requests: replays } = await listRequests(db, { replayOf: request.id }, { limit: replaysShown });
    return c.html(requestPage({ viewer: c.get("viewer"), request, replays, obstacle: obstacleOf(request, context) }));
  });

  routes.get("/console/requests/:id{[0-9a-f-]{36}}/replay", async (c) => {
    const request = await getRequest(db, c.req.param("id"));
    toReplay(request, context);
    return c.html(replayPage(c.get("viewer"), request));
  });

  routes.post("/console/requests/:id{[0-9a-f-]{36}}/replay", async (c) => {
    const id = c.req.param("id");
    const { force } = await c.req.parseBody();
    const { status } = await replay(id, { actor: c.get("viewer").actor, force: force === "true" });
    const isFine = status < 400;
    const text = `Request replayed: answered with ${status}. The replay appears below in a moment.`;
    return flashTo(c, context, `/console/requests/${id}`, { tone: isFine ? "good" : "bad", text });
  });
  return routes;
}

/** Why a request cannot be replayed; undefined if it can. */
function obstacleOf(request: RecordedRequest, context: ConsoleContext): string | undefined {
  try {
    toReplay(request, context);
    return undefined;
  } catch (error) {
    if (error instanceof HttpError) {
      return error.options.detail;
    }
    throw error;
  }
}
