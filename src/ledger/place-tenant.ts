import { hash } from "node:crypto";

const shardCount = 16;
/** Hexadecimal digits of the hash that choose the shard. */
const digits = 8;

/** The shard of a tenant, "shard-00" to "shard-15": the same for one id for ever, and evenly spread. */
export function placeTenant(tenantId: string): string {
  const number = Number.parseInt(hash("sha256", tenantId, "hex").slice(0, digits), 16) % shardCount;
  return `shard-${String(number).padStart(2, "0")}`;
}
