import { z } from "zod";
import type { Environment } from "../../core/config/resolve-references.ts";
import { listRuns } from "../../fleet/reconciler/run/run-history.ts";
import { defineCommand } from "../define-command.ts";
import { ItemLimit } from "../item-limit.ts";
import { toColumns } from "../to-columns.ts";
import { withControlPlaneDatabase } from "../with-control-plane-database.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  shard: z.string().min(1).optional(),
  limit: ItemLimit,
  json: z.boolean().default(false),
});

type Runs = Awaited<ReturnType<typeof listRuns>>;

/** marketplane runs: what the engine did, run by run. */
export function runsCommand(environment: Environment) {
  return defineCommand({
    name: "runs",
    description: "Lists the engine's runs, the newest first, with what each did and what failed",
    flags: {
      "--config <file>": "configuration (default: marketplane.yaml)",
      "--shard <name>": "of this shard alone",
      "--limit <number>": "runs at most (default: 50)",
      "--json": "prints JSON",
    },
    options: Options,
    async handler({ config, json, ...filter }) {
      const runs = await withControlPlaneDatabase({ config, environment }, (db) => listRuns(db, filter));
      process.stdout.write(json ? `${JSON.stringify({ runs })}\n` : toTable(runs));
    },
  });
}

function toTable(runs: Runs): string {
  const head = ["STARTED", "SHARD", "WORKER", "MS", "OUTCOME", "TENANTS", "RESOURCES", "FAILURES"];
  const rows = runs.map(({ startedAt, shard, worker, durationMs, outcome, tenants, changes, failures }) => [
    startedAt.toISOString(),
    shard,
    worker,
    String(durationMs),
    outcome,
    String(tenants.length),
    Object.entries(changes)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(", "),
    failures[0]?.split("\n")[0] ?? "-",
  ]);
  return toColumns(head, rows);
}
