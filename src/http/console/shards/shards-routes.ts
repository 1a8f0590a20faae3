import { Hono } from "hono";
import { listRuns } from "../../../fleet/reconciler/run/run-history.ts";
import { listMoves, listShardNames, readShards } from "../../../fleet/reconciler/shard/list-shards.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { shardPage } from "./shard-page.ts";
import { shardsPage } from "./shards-page.ts";

const perPage = 50;
const runsShown = 20;

/** GET /console/shards and /console/shards/:name */
export function shardsRoutes({ config, db }: ConsoleContext): ConsoleGroup {
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  const { tenantsMax } = config.reconciler;

  routes.get("/console/shards", async (c) => {
    const names = await listShardNames(db);
    const after = c.req.query("after");
    const rest = after === undefined ? names : names.filter((name) => name > after);
    const shards = await readShards(db, rest.slice(0, perPage));
    const next = rest.length > perPage ? rest[perPage - 1] : undefined;
    return c.html(shardsPage({ viewer: c.get("viewer"), shards, count: names.length, after, next, tenantsMax }));
  });

  routes.get("/console/shards/:name{[\\w-]{1,100}}", async (c) => {
    const name = c.req.param("name");
    const [overviews, moves, runs] = await Promise.all([
      readShards(db, [name]),
      listMoves(db, name),
      listRuns(db, { shard: name, limit: runsShown }),
    ]);
    const [overview] = overviews;
    if (overview === undefined) {
      throw new HttpError(404, { detail: `There is no shard named ${name}.` });
    }
    return c.html(shardPage({ viewer: c.get("viewer"), overview, moves, runs }));
  });
  return routes;
}
