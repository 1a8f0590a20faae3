import { z } from "zod";
import { listRuns } from "../../fleet/reconciler/run/run-history.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption, limitOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { toColumns } from "../kernel/to-columns.ts";
import { withControlPlaneDatabase } from "../kernel/with-control-plane-database.ts";

type Runs = Awaited<ReturnType<typeof listRuns>>;

/** marketplane runs: the history of the engine's runs. */
export function runsCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "runs",
    description: "List the engine's runs, newest first, with their changes and failures",
    example: "marketplane runs --shard shard-00 --limit 10",
    options: {
      config: configOption,
      shard: defineOption({
        value: "<name>",
        description: "only runs of this shard",
        schema: z.string().min(1).optional(),
      }),
      limit: limitOption,
      json: jsonOption,
    },
    async handler({ config, json, ...filter }) {
      const runs = await withControlPlaneDatabase({ config, environment }, (db) => listRuns(db, filter));
      print(environment, { runs }, { json, toText: () => toTable(runs) });
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
