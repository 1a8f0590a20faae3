import { hash } from "node:crypto";

const firstShards = 16;

/**
 * The shard of a tenant: the same for one id for as long as no shard above it is split, and evenly spread. There are
 * "shard-00" to "shard-15" at first; the halves of "shard-03" are "shard-03-0" and "shard-03-1", whose halves are
 * "shard-03-00", "shard-03-01" and so on: a bit more of the id's hash with every split.
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

/** Bits of the digest from its fifth byte on: the first four have chosen the first shard. */
function bitAt(digest: Buffer, index: number): 0 | 1 {
  const byte = digest[4 + Math.floor(index / 8)] ?? 0;
  return ((byte >> (7 - (index % 8))) & 1) === 1 ? 1 : 0;
}
