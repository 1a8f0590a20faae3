import type { ServiceContext } from "../service/service-context.ts";
import type { RouteGroup } from "../service/service-env.ts";
import { tenantsRoutes } from "../service/tenants-api/tenants-routes.ts";
import { usageRoutes } from "../service/usage-api/usage-routes.ts";

/** Every group of routes that works on tenants, in the order in which they are asked. */
export function routeGroups(context: ServiceContext): RouteGroup[] {
  return [tenantsRoutes(context), usageRoutes(context)];
}
