import { Hono } from "hono";
import { listLeasedShards } from "../../../core/ledger/list-shards.ts";
import { findRun, listRuns } from "../../../fleet/reconciler/run/run-history.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { readTenantNames } from "./read-tenant-names.ts";
import { runPage } from "./run-page.ts";
import { filterOf, RunQuery } from "./run-query.ts";
import { runsPage } from "./runs-page.ts";

const perPage = 50;

/** GET /console/runs and /console/runs/:id */
export function runsRoutes({ db }: ConsoleContext): ConsoleGroup {
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();

  routes.get("/console/runs", async (c) => {
    const query = RunQuery.parse(c.req.query());
    const [found, shards] = await Promise.all([
      listRuns(db, { ...filterOf(query), limit: perPage + 1 }),
      listLeasedShards(db),
    ]);
    const runs = found.slice(0, perPage);
    const next = found.length > perPage ? runs.at(-1)?.id : undefined;
    return c.html(runsPage({ viewer: c.get("viewer"), query, runs, next, shards }));
  });

  routes.get("/console/runs/:id{[0-9]{1,15}}", async (c) => {
    const found = await findRun(db, Number(c.req.param("id")));
    if (found === undefined) {
      throw new HttpError(404, { detail: "This run does not exist, or its record has been deleted." });
    }
    const tenantNames = await readTenantNames(db, found.run.tenants);
    return c.html(runPage({ viewer: c.get("viewer"), ...found, tenantNames }));
  });
  return routes;
}
