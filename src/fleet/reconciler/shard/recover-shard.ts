import type { StackRunner } from "../engine/stack-runner.ts";
import type { ShardLease } from "./shard-lease.ts";

/** Recovers the shard's stack if its last engine may not have ended. Returns whether it did. */
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
