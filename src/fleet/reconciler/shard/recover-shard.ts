import type { StackRunner } from "../engine/stack-runner.ts";
import type { ShardLease } from "./shard-lease.ts";

/** Mends the shard's stack where the engine was started on it and not seen to end; returns whether it was. */
export async function recoverShard(
  shard: string,
  lease: ShardLease,
  runner: Pick<StackRunner, "recover">,
): Promise<boolean> {
  if (!lease.wasRunning) {
    return false;
  }
  await runner.recover(shard);
  await lease.markRunning(false);
  return true;
}
