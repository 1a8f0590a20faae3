import { Hono } from "hono";
import { listTenantShards } from "../../../core/ledger/list-shards.ts";
import { countTenants, listTenants } from "../../../core/ledger/tenants.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { filterOf, TenantQuery } from "./tenant-query.ts";
import { tenantsPage } from "./tenants-page.ts";

const perPage = 50;

/** GET /console/tenants */
export function tenantsRoutes({ config, db }: ConsoleContext): ConsoleGroup {
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  const plans = Object.keys(config.deployment.plans);
  routes.get("/console/tenants", async (c) => {
    const query = TenantQuery.parse(c.req.query());
    const filter = filterOf(query);
    const [{ tenants, next }, count, shards] = await Promise.all([
      listTenants(db, { filter, limit: perPage, cursor: query.cursor }),
      countTenants(db, filter),
      listTenantShards(db),
    ]);
    return c.html(tenantsPage({ viewer: c.get("viewer"), query, tenants, count, next, plans, shards }));
  });
  return routes;
}
