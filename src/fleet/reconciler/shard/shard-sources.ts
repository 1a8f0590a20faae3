import { join } from "node:path";
import { vendorVariablePrefixes } from "@marketplane/providers/vendor-accounts.ts";
import type { Kysely } from "kysely";
import { engineEnvironment } from "../../../../engine/environment.ts";
import type { Engine } from "../../../../engine/find-engine.ts";
import type { ControlPlaneConfig } from "../../../core/config/control-plane-config.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { pulumiStack } from "../../drift/pulumi-stack.ts";
import type { StackSource } from "../../drift/stack-source.ts";

interface ShardSourceOptions {
  readonly db: Kysely<Tables>;
  readonly engine: Engine;
  readonly config: ControlPlaneConfig["reconciler"];
  readonly now: () => Date;
  /** Aborts a read in progress. */
  readonly signal: AbortSignal;
}

/** The stacks of all shards that ever ran, for reading only. */
export function shardSources({ db, engine, config, now, signal }: ShardSourceOptions): () => Promise<StackSource[]> {
  const { folder, backendUrl, passphrase } = config;
  const variables = {
    ...(backendUrl !== undefined && { PULUMI_BACKEND_URL: backendUrl }),
    ...(passphrase !== undefined && { PULUMI_CONFIG_PASSPHRASE: passphrase }),
  };
  const isRunning = async (name: string): Promise<boolean> => {
    const shard = await db.selectFrom("shards").selectAll().where("name", "=", name).executeTakeFirst();
    return shard?.isRunning === true && shard.leaseUntil > now();
  };
  return async () => {
    const shards = await db.selectFrom("shards").select("name").orderBy("name").execute();
    const env = engineEnvironment({ engine, withheld: vendorVariablePrefixes, home: folder, variables });
    const cli = { pulumi: join(engine.bin, "pulumi"), cwd: join(folder, "stacks"), env, signal };
    return shards.map(({ name }): StackSource => {
      const stack = pulumiStack(name, cli, Promise.resolve(env.PULUMI_BACKEND_URL ?? ""));
      return {
        name,
        read: async () =>
          (await isRunning(name)) ? { heldBy: "a worker is updating it" } : stack.read().catch(orEmpty(name)),
      };
    });
  };
}

/** A shard whose first run has not created a stack yet has no resources. */
function orEmpty(name: string) {
  return (error: unknown) => {
    if (error instanceof Error && /no stack named/.test(error.message)) {
      return { name, savedAt: undefined, pendingCount: 0, resources: [], unfinished: [] };
    }
    throw error;
  };
}
