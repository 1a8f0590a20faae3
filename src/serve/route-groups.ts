import { consoleRoutes } from "../console/console-routes.ts";
import { auditRoutes } from "../service/audit-api/audit.list.ts";
import { webhookRoutes } from "../service/cloudflare-webhook/webhook-routes.ts";
import { driftRoutes } from "../service/drift-api/drift-routes.ts";
import type { Dispatch } from "../service/requests-api/replay-request.ts";
import { requestsRoutes } from "../service/requests-api/requests-routes.ts";
import type { ServiceContext } from "../service/service-context.ts";
import type { RouteGroup } from "../service/service-env.ts";
import { tenantsRoutes } from "../service/tenants-api/tenants-routes.ts";
import { usageRoutes } from "../service/usage-api/usage-routes.ts";

interface GroupParts {
  /** The application that the groups are part of. */
  readonly dispatch: Dispatch;
  onHostnameNotice(): void;
}

/** Every group of routes beside those of the marketplaces and their customers. */
export function routeGroups(context: ServiceContext, { dispatch, onHostnameNotice }: GroupParts): RouteGroup[] {
  const { cloudflare } = context.config;
  return [
    ...(cloudflare === undefined ? [] : [webhookRoutes(context, cloudflare, onHostnameNotice)]),
    tenantsRoutes(context),
    usageRoutes(context),
    auditRoutes(context),
    driftRoutes(context),
    requestsRoutes(context, dispatch),
    consoleRoutes({ ...context, dispatch }),
  ];
}
