import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ApifewSeed } from "./apifew/seed.ts";
import { ClevercloudSeed } from "./clevercloud/seed.ts";
import { CloudflareSeed } from "./cloudflare/seed.ts";
import { CustomerRecord } from "./customer-dns.ts";

/** What a sandbox holds when it starts; every part has a default, so an empty seed is a whole sandbox. */
export const Seed = z.strictObject({
  cloudflare: CloudflareSeed.prefault({}),
  apifew: ApifewSeed.prefault({}),
  clevercloud: ClevercloudSeed.prefault({}),
  /** DNS of the customers, outside the vendor's zone. */
  customerDns: z.array(CustomerRecord).default([]),
});
export type Seed = z.infer<typeof Seed>;
export type SeedInput = z.input<typeof Seed>;

/** Reads a seed file, YAML or JSON; an error names the file, the property and the rule. */
export function readSeedFile(path: string): Seed {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`seed file ${path} cannot be read: ${reason}`, { cause });
  }
  const result = Seed.safeParse(content ?? {});
  if (!result.success) throw new Error(`seed file ${path} is not valid:\n${z.prettifyError(result.error)}`);
  return result.data;
}
