import { auditRoutes } from "../service/audit-api/audit.list.ts";
import { driftRoutes } from "../service/drift-api/drift-routes.ts";
import type { Dispatch } from "../service/requests-api/requests.replay.ts";
import { requestsRoutes } from "../service/requests-api/requests-routes.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { RouteGroup } from "../service/service-env.ts";
import { tenantsRoutes } from "../service/tenants-api/tenants-routes.ts";
import { usageRoutes } from "../service/usage-api/usage-routes.ts";

/** Every group of routes for operators; `dispatch` is the application that they are part of. */
export function routeGroups(context: ServiceContext, dispatch: Dispatch): RouteGroup[] {
  return [
    tenantsRoutes(context),
    usageRoutes(context),
    auditRoutes(context),
    driftRoutes(context),
    requestsRoutes(context, dispatch),
  ];
}
