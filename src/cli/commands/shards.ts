import { z } from "zod";
import type { Environment } from "../../core/config/resolve-references.ts";
import { listShards, type ShardOverview } from "../../fleet/reconciler/shard/list-shards.ts";
import { defineCommand } from "../define-command.ts";
import { toColumns } from "../to-columns.ts";
import { withControlPlaneDatabase } from "../with-control-plane-database.ts";

const Options = z.strictObject({
  config: z.string().default("marketplane.yaml"),
  json: z.boolean().default(false),
});

/** marketplane shards: how the fleet is spread, who works on what, and what is left to do. */
export function shardsCommand(environment: Environment) {
  return defineCommand({
    name: "shards",
    description: "Lists the shards: their tenants, who works on them, their last run",
    flags: { "--config <file>": "configuration (default: marketplane.yaml)", "--json": "prints JSON" },
    options: Options,
    async handler({ config, json }) {
      const shards = await withControlPlaneDatabase({ config, environment }, (db) => listShards(db));
      process.stdout.write(json ? `${JSON.stringify({ shards })}\n` : toTable(shards));
    },
  });
}

function toTable(shards: readonly ShardOverview[]): string {
  const head = ["SHARD", "TENANTS", "UNCONVERGED", "WORKER", "LAST RUN", "OUTCOME", "MS"];
  const rows = shards.map(({ shard, tenants, unconverged, worker, lastRunAt, lastOutcome, lastDurationMs }) => [
    shard,
    String(tenants),
    String(unconverged),
    worker ?? "-",
    lastRunAt?.toISOString() ?? "-",
    lastOutcome ?? "-",
    lastDurationMs === null ? "-" : String(lastDurationMs),
  ]);
  return toColumns(head, rows);
}
