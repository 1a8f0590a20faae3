import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Pulumi's schema of the package, which `npm run docs` generates from the definitions. */
export function readSchema(): Promise<string> {
  return readFile(join(import.meta.dirname, "schema.json"), "utf8");
}

/** The package's version in its schema. */
export function versionIn(schema: string): string {
  const { version }: { readonly version?: unknown } = JSON.parse(schema);
  return String(version);
}
