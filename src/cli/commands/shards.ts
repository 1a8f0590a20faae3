import { listShardNames, readShards, type ShardOverview } from "../../fleet/reconciler/shard/list-shards.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { configOption, jsonOption } from "../kernel/common-options.ts";
import { defineCommand } from "../kernel/define-command.ts";
import { toColumns } from "../kernel/to-columns.ts";
import { withControlPlaneDatabase } from "../kernel/with-control-plane-database.ts";

/**
 * marketplane shards: how tenants are spread over shards, which worker holds each shard, and what is pending.
 */
export function shardsCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "shards",
    description: "List the shards with their tenants, worker and last run",
    example: "marketplane shards --json",
    options: { config: configOption, json: jsonOption },
    async handler({ config, json }) {
      const shards = await withControlPlaneDatabase({ config, environment }, async (db) =>
        readShards(db, await listShardNames(db)),
      );
      print(environment, { shards }, { json, toText: () => toTable(shards) });
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
