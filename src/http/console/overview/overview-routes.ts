import { Hono } from "hono";
import { readTrends } from "../../../core/db/queries/trends.ts";
import { billedSources } from "../../../core/ledger/source-terms.ts";
import { listStragglers } from "../../../core/ledger/tenants.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { overviewPage } from "./overview-page.ts";
import { readFleet } from "./read-fleet.ts";
import { readWorkers } from "./read-workers.ts";
import { trendSpan } from "./trend-span.ts";
import { readUnbilled } from "./unbilled.ts";

const stragglersMax = 5;

/** GET /console */
export function overviewRoutes({ db, terms }: ConsoleContext): ConsoleGroup {
  const billed = billedSources(terms);
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  routes.get("/console", async (c) => {
    const viewer = c.get("viewer");
    const span = trendSpan(c.req.query("by") === "day" ? "day" : "hour", viewer.now);
    const [fleet, workers, trends, oldest, failing, unbilled] = await Promise.all([
      readFleet(db),
      readWorkers(db, viewer.now),
      readTrends(db, span),
      listStragglers(db, "oldest", stragglersMax),
      listStragglers(db, "failing", stragglersMax),
      readUnbilled(db, billed),
    ]);
    return c.html(overviewPage({ viewer, fleet, workers, span, trends, oldest, failing, unbilled }));
  });
  return routes;
}
