import { Listr } from "listr2";
import { z } from "zod";
import { readConfig } from "../../core/config/read-config.ts";
import type { Environment } from "../../core/config/resolve-references.ts";
import { secretsOf } from "../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../core/config/vendor-settings.ts";
import { createLogger } from "../../core/telemetry/create-logger.ts";
import { createReconciler } from "../../fleet/reconciler/worker/create-reconciler.ts";
import { reconcileOnce } from "../../fleet/reconciler/worker/reconcile-once.ts";
import { openReconciler } from "../../process/open-reconciler.ts";
import { leave, unlessStopped, untilStopped } from "../stop-signals.ts";
import { toColumns } from "../to-columns.ts";

/** Flags of `marketplane reconcile --once`. */
export const onceFlags = {
  "--once": "works until nothing is due for the tenants of the control plane, and ends; for cron",
  "--tenant <id>": "with --once: only the shard of this tenant",
  "--json": "with --once: prints a JSON line for each shard, and one at the end",
};

/** Options of `marketplane reconcile --once`. */
export const OnceOptions = z.strictObject({
  mode: z.literal("once"),
  once: z.literal(true),
  config: z.string().default("marketplane.yaml"),
  tenant: z.string().min(1).optional(),
  json: z.boolean().default(false),
  logLevel: z.enum(["debug", "info", "warn", "error"], { error: "must be debug, info, warn or error" }).default("warn"),
});

type Options = z.output<typeof OnceOptions>;
type Left = Awaited<ReturnType<typeof reconcileOnce>>;

/** Brings every tenant to what is wanted, as a worker does; exit 1 when one of them is not there at the end. */
export async function runOnce({ config: file, tenant, json, logLevel }: Options, environment: Environment) {
  const config = readConfig(file, environment);
  const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(environment)] });
  const stopping = new AbortController();
  const stopped = untilStopped();
  void stopped.then((signal) => stopping.abort(new Error(`stopped by ${signal}`)));
  const opening = openReconciler(config, { environment, log, name: "marketplane-once" });
  const { parts, ending } = await unlessStopped(opening, stopped);
  try {
    const left = await reconcileOnce({
      db: parts.db,
      reconciler: await createReconciler(parts),
      tenantId: tenant,
      signal: stopping.signal,
      now: () => new Date(),
      each: (shards, work) => showing(shards, work, json, config.reconciler.runsAtOnce),
    });
    process.stdout.write(json ? `${JSON.stringify({ unconverged: left.map(toReport) })}\n` : toText(left));
    process.exitCode = left.length === 0 ? 0 : 1;
  } finally {
    await ending.close();
    if (stopping.signal.aborted) {
      leave();
    }
  }
}

/** Shows how far the shards are: live on a terminal, a line for each otherwise. */
async function showing(
  shards: readonly string[],
  work: (shard: string) => Promise<string>,
  json: boolean,
  concurrent: number,
): Promise<void> {
  const renderer = json ? "silent" : process.stdout.isTTY ? "default" : "simple";
  const tasks = shards.map((shard) => ({
    title: shard,
    task: async (_context: unknown, task: { title: string | undefined }) => {
      const outcome = await work(shard);
      task.title = `${shard}: ${outcome}`;
      if (json) {
        process.stdout.write(`${JSON.stringify({ shard, outcome })}\n`);
      }
    },
  }));
  await new Listr(tasks, { concurrent, renderer }).run();
}

function toReport({ id, source, externalId, shard, conditions }: Left[number]) {
  const ready = conditions.find(({ type }) => type === "Ready");
  return { id, source, externalId, shard, reason: ready?.reason, message: ready?.message };
}

function toText(left: Left): string {
  if (left.length === 0) {
    return "Every tenant is what it should be.\n";
  }
  const rows = left.map(toReport).map(({ id, shard, reason = "", message = "" }) => [id, shard, reason, message]);
  return toColumns(["TENANT", "SHARD", "REASON", "MESSAGE"], rows);
}
