import { Listr } from "listr2";
import { z } from "zod";
import { readConfig } from "../../../core/config/read-config.ts";
import { secretsOf } from "../../../core/config/secrets-of.ts";
import { vendorSecrets } from "../../../core/config/vendor-settings.ts";
import { createLogger } from "../../../core/telemetry/create-logger.ts";
import { createReconciler } from "../../../fleet/reconciler/worker/create-reconciler.ts";
import { reconcileOnce } from "../../../fleet/reconciler/worker/reconcile-once.ts";
import { openReconciler } from "../../../process/open-reconciler.ts";
import { type CommandEnvironment, print } from "../../kernel/command-environment.ts";
import { configOption, jsonOption, logLevelOption } from "../../kernel/common-options.ts";
import { defineOption, type schemaOf } from "../../kernel/define-command.ts";
import { leave, unlessStopped, untilStopped } from "../../kernel/stop-signals.ts";
import { toColumns } from "../../kernel/to-columns.ts";

export const onceOptions = {
  once: defineOption({
    description: "work until nothing is due for the control plane's tenants, then exit; for cron",
    schema: z.literal(true),
  }),
  tenant: defineOption({
    value: "<id>",
    description: "with --once: only the shard of this tenant",
    schema: z.string().min(1).optional(),
  }),
  json: { ...jsonOption, description: "with --once: print one JSON line for each shard, and one at the end" },
  config: configOption,
  logLevel: { ...logLevelOption, schema: logLevelOption.schema.unwrap().default("warn") },
};
type Options = z.output<ReturnType<typeof schemaOf<typeof onceOptions>>>;
type Left = Awaited<ReturnType<typeof reconcileOnce>>;

/** Converges every tenant as a worker does; exits with 1 if a tenant is not converged at the end. */
export async function runOnce({ config: file, tenant, json, logLevel }: Options, environment: CommandEnvironment) {
  const { variable } = environment;
  const config = readConfig(file, variable);
  const log = createLogger({ level: logLevel, secrets: [...secretsOf(config), ...vendorSecrets(variable)] });
  const stopping = new AbortController();
  const stopped = untilStopped();
  void stopped.then((signal) => stopping.abort(new Error(`stopped by ${signal}`)));
  const opening = openReconciler(config, { environment: variable, log, name: "marketplane-once" });
  const { parts, ending } = await unlessStopped(opening, stopped);
  try {
    const left = await reconcileOnce({
      db: parts.db,
      reconciler: await createReconciler(parts),
      tenantId: tenant,
      signal: stopping.signal,
      now: environment.now,
      each: (shards, work) =>
        showProgress({ shards, work, json, concurrent: config.reconciler.runsAtOnce }, environment),
    });
    print(environment, { unconverged: left.map(toReport) }, { json, toText: () => toText(left) });
    process.exitCode = left.length === 0 ? 0 : 1;
  } finally {
    await ending.close();
    if (stopping.signal.aborted) {
      leave();
    }
  }
}

interface Progress {
  readonly shards: readonly string[];
  readonly work: (shard: string) => Promise<string>;
  readonly json: boolean;
  readonly concurrent: number;
}

/** Shows the progress of the shards: live on a terminal, otherwise one line for each. */
async function showProgress(
  { shards, work, json, concurrent }: Progress,
  { stdout }: CommandEnvironment,
): Promise<void> {
  const renderer = json ? "silent" : stdout.isTTY ? "default" : "simple";
  const tasks = shards.map((shard) => ({
    title: shard,
    task: async (_context: unknown, task: { title: string | undefined }) => {
      const outcome = await work(shard);
      task.title = `${shard}: ${outcome}`;
      if (json) {
        stdout.write(`${JSON.stringify({ shard, outcome })}\n`);
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
    return "Every tenant is converged.\n";
  }
  const rows = left.map(toReport).map(({ id, shard, reason = "", message = "" }) => [id, shard, reason, message]);
  return toColumns(["TENANT", "SHARD", "REASON", "MESSAGE"], rows);
}
