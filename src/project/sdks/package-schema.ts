import { readFile } from "node:fs/promises";
import { z } from "zod";

const text = z.string().optional();

/** The parts of the provider's schema that the packages of the SDKs are made from. */
const PackageSchema = z.object({
  name: z.string(),
  version: z.string(),
  displayName: text,
  description: z.string(),
  license: z.string(),
  homepage: text,
  repository: text,
  language: z.object({
    nodejs: z.object({ packageName: z.string() }),
    python: z.object({ packageName: z.string() }),
    go: z.object({ importBasePath: z.string() }),
    csharp: z.object({ rootNamespace: z.string() }),
    java: z.object({ basePackage: z.string(), dependencies: z.record(z.string(), z.string()) }),
  }),
});
export type PackageSchema = z.infer<typeof PackageSchema>;

export async function readPackageSchema(path: string): Promise<PackageSchema> {
  const read = PackageSchema.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!read.success) {
    throw new Error(`${path} lacks what the SDKs' packages need:\n${z.prettifyError(read.error)}`);
  }
  return read.data;
}
