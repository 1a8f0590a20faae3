import { Hono } from "hono";
import { listLeasedShards } from "../../../core/ledger/list-shards.ts";
import { countByKind } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { listScans, readScanState } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { requestTask } from "../../../fleet/drift/tasks/request-task.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { driftPage } from "./drift-page.ts";
import { FindingQuery, filterOf } from "./finding-query.ts";
import { addFindingRoutes } from "./finding-routes.ts";
import { readFindings } from "./read-findings.ts";
import { scansPage } from "./scans-page.ts";

const perPage = 100;
const scansPerPage = 50;

/** GET /console/drift with its findings and scans, and their actions. */
export function driftRoutes(context: ConsoleContext): ConsoleGroup {
  const { db, now, config } = context;
  const { everyMinutes } = config.drift;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();

  routes.get("/console/drift", async (c) => {
    const query = FindingQuery.parse(c.req.query());
    const page = Number(query.page ?? 1);
    const [found, counts, scans, shards] = await Promise.all([
      readFindings(db, filterOf(query), { limit: perPage, offset: (page - 1) * perPage }),
      countByKind(db),
      readScanState(db, now()),
      listLeasedShards(db),
    ]);
    const next = page * perPage < found.count ? String(page + 1) : undefined;
    const viewer = c.get("viewer");
    return c.html(driftPage({ viewer, query, found, next, counts, scans, shards, everyMinutes }));
  });

  routes.get("/console/drift/scans", async (c) => {
    const given = c.req.query("before");
    const before = given !== undefined && /^\d{1,15}$/.test(given) ? given : undefined;
    const [found, state] = await Promise.all([
      listScans(db, { limit: scansPerPage + 1, before: before === undefined ? undefined : Number(before) }),
      readScanState(db, now()),
    ]);
    const scans = found.slice(0, scansPerPage);
    const next = found.length > scansPerPage ? scans.at(-1)?.id.toString() : undefined;
    return c.html(scansPage({ viewer: c.get("viewer"), state, scans, before, next, everyMinutes }));
  });

  routes.post("/console/drift/scans", async (c) => {
    await requestTask(db, { kind: "scan" }, { actor: c.get("viewer").actor, now: now() });
    // The page shows the scan's progress.
    return c.redirect("/console/drift", 303);
  });

  addFindingRoutes(routes, context);
  return routes;
}
