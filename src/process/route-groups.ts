import { webhookRoutes } from "../http/cloudflare-webhook/webhook-routes.ts";
import { consoleRoutes } from "../http/console/console-routes.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { RouteGroup } from "../http/kernel/service-env.ts";
import { auditRoutes } from "../http/operators-api/audit/audit.list.ts";
import { driftRoutes } from "../http/operators-api/drift/drift-routes.ts";
import type { Dispatch } from "../http/operators-api/requests/replay-request.ts";
import { requestsRoutes } from "../http/operators-api/requests/requests-routes.ts";
import { tenantsRoutes } from "../http/operators-api/tenants/tenants-routes.ts";
import { usageRoutes } from "../http/operators-api/usage/usage-routes.ts";

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
