import { operatorGroup } from "../../kernel/operator-auth/operator-group.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { RouteGroup } from "../../kernel/service-env.ts";
import { addConsumptionsList } from "./consumptions.list.ts";
import { addConsumptionsResolve } from "./consumptions.resolve.ts";
import { addUsageReport } from "./usage.report.ts";
import { addUsageUnbilled } from "./usage.unbilled.ts";

/** Receives usage from the seller's product, and shows operators its billing. */
export function usageRoutes(context: ServiceContext): RouteGroup {
  const group = operatorGroup(context, ["/api/v1/usage", "/api/v1/consumptions"]);
  addUsageReport(group, context);
  addUsageUnbilled(group, context);
  addConsumptionsList(group, context);
  addConsumptionsResolve(group, context);
  return group;
}
