import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";

/** The repository's folder. */
export const root = dirname(dirname(import.meta.dirname));

/** The parsed YAML of an example in deploy/. */
export function readExample(path: string): Record<string, unknown> {
  return parse(readFileSync(join(root, "deploy", path), "utf8")) as Record<string, unknown>;
}
