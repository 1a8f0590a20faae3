import { z } from "zod";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import { placeText } from "../../../stacks/files/text-problem.ts";
import { ApifewSeed } from "./apifew/seed.ts";
import { ClevercloudSeed } from "./clevercloud/seed.ts";
import { CloudflareSeed } from "./cloudflare/seed.ts";
import { CustomerRecord } from "./customer-dns.ts";

/** The initial content of a sandbox. Every part has a default, so an empty seed is a complete sandbox. */
export const Seed = z.strictObject({
  cloudflare: CloudflareSeed.prefault({}),
  apifew: ApifewSeed.prefault({}),
  clevercloud: ClevercloudSeed.prefault({}),
  /** DNS of the customers, outside the vendor's zone. */
  customerDns: z.array(CustomerRecord).default([]),
});
export type Seed = z.infer<typeof Seed>;
export type SeedInput = z.input<typeof Seed>;

/** Reads a seed file, YAML or JSON. Errors name the file, the property and the rule. */
export function readSeedFile(path: string): Seed {
  const { value, problems } = readYaml(path);
  if (problems.length > 0) {
    const lines = problems.map(({ position, what }) => `  ${placeText(path, position)}: ${what}`);
    throw new Error(`seed file ${path} cannot be read:\n${lines.join("\n")}`);
  }
  const result = Seed.safeParse(value ?? {});
  if (!result.success) {
    throw new Error(`seed file ${path} is not valid:\n${z.prettifyError(result.error)}`);
  }
  return result.data;
}
