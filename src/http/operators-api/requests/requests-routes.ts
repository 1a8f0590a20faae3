import { operatorGroup } from "../../kernel/operator-auth/operator-group.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import type { Dispatch } from "./replay-request.ts";
import { addRequestsGet } from "./requests.get.ts";
import { addRequestsList } from "./requests.list.ts";
import { addRequestsReplay } from "./requests.replay.ts";

/**
 * The operators' API for the journal. Replays go through `dispatch`, the application that contains these
 * routes.
 */
export function requestsRoutes(context: ServiceContext, dispatch: Dispatch): RouteGroup {
  const group = operatorGroup(context, ["/api/v1/requests"]);
  addRequestsList(group, context);
  addRequestsGet(group, context);
  addRequestsReplay(group, context, dispatch);
  return group;
}
