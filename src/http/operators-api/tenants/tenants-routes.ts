import { operatorGroup } from "../../kernel/operator-auth/operator-group.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { addDomainsCheck } from "./domains.check.ts";
import { addTenantsChange } from "./tenants.change.ts";
import { addTenantsCreate } from "./tenants.create.ts";
import { addTenantsGet } from "./tenants.get.ts";
import { addTenantsList } from "./tenants.list.ts";
import { addTenantsMove } from "./tenants.state.ts";

/** The operators' API for tenants. */
export function tenantsRoutes(context: ServiceContext): RouteGroup {
  const group = operatorGroup(context, ["/api/v1/tenants", "/api/v1/sources"]);
  addTenantsList(group, context);
  addTenantsGet(group, context);
  addTenantsCreate(group, context);
  addTenantsChange(group, context);
  addTenantsMove(group, context);
  addDomainsCheck(group, context);
  return group;
}
