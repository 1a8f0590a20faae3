import { hash } from "node:crypto";

const firstShards = 16;

/**
 * The shard of a tenant. An id keeps its shard until that shard is split, and ids are spread evenly. The
 * initial shards are "shard-00" to "shard-15". The halves of "shard-03" are "shard-03-0" and "shard-03-1",
 * whose halves are "shard-03-00", "shard-03-01" and so on. Each split uses one more bit of the id's hash.
 */
export function placeTenant(tenantId: string, splits: ReadonlySet<string> = new Set()): string {
  const digest = hash("sha256", tenantId, "buffer");
  const first = `shard-${String(digest.readUInt32BE(0) % firstShards).padStart(2, "0")}`;
  let bits = "";
  for (let shard = first; splits.has(shard); shard = `${first}-${bits}`) {
    bits += bitAt(digest, bits.length);
  }
  return bits === "" ? first : `${first}-${bits}`;
}

/** Bits of the digest from the fifth byte on. The first four bytes select the initial shard. */
function bitAt(digest: Buffer, index: number): 0 | 1 {
  const byte = digest[4 + Math.floor(index / 8)] ?? 0;
  return ((byte >> (7 - (index % 8))) & 1) === 1 ? 1 : 0;
}
