import { Hono } from "hono";
import { askTask } from "../../../fleet/drift/tasks/ask-task.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { driftPage } from "./drift-page.ts";
import { FindingQuery, filterOf } from "./finding-query.ts";
import { addFindingRoutes } from "./finding-routes.ts";
import { countFindings, listFindings } from "./read-findings.ts";
import { listSearches, readSearchState } from "./read-searches.ts";
import { searchesPage } from "./searches-page.ts";

const perPage = 100;
const searchesPerPage = 50;

/** GET /console/drift, its findings and its searches, and what can be done about them. */
export function driftRoutes(context: ConsoleContext): ConsoleGroup {
  const { db, now, config } = context;
  const { everyMinutes } = config.drift;
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();

  routes.get("/console/drift", async (c) => {
    const query = FindingQuery.parse(c.req.query());
    const page = Number(query.page ?? 1);
    const [found, counts, searches, shards] = await Promise.all([
      listFindings(db, filterOf(query), { limit: perPage, offset: (page - 1) * perPage }),
      countFindings(db),
      readSearchState(db, now()),
      db.selectFrom("shards").select("name").orderBy("name").execute(),
    ]);
    const next = page * perPage < found.count ? String(page + 1) : undefined;
    const names = shards.map(({ name }) => name);
    const viewer = c.get("viewer");
    return c.html(driftPage({ viewer, query, found, next, counts, searches, shards: names, everyMinutes }));
  });

  routes.get("/console/drift/searches", async (c) => {
    const given = c.req.query("before");
    const before = given !== undefined && /^\d{1,15}$/.test(given) ? given : undefined;
    const [found, state] = await Promise.all([
      listSearches(db, { limit: searchesPerPage + 1, before: before === undefined ? undefined : Number(before) }),
      readSearchState(db, now()),
    ]);
    const searches = found.slice(0, searchesPerPage);
    const next = found.length > searchesPerPage ? searches.at(-1)?.id.toString() : undefined;
    return c.html(searchesPage({ viewer: c.get("viewer"), state, searches, before, next, everyMinutes }));
  });

  routes.post("/console/drift/searches", async (c) => {
    await askTask(db, { kind: "search" }, { actor: c.get("viewer").actor, now: now() });
    // The page shows how far it has come.
    return c.redirect("/console/drift", 303);
  });

  addFindingRoutes(routes, context);
  return routes;
}
