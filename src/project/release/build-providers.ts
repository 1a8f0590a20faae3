import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { compilePackage } from "./compile-package.ts";
import { copyDocuments } from "./copy-documents.ts";
import { entryPoint, type PackageDescription, sdkPeer } from "./package-manifest.ts";

const WorkspaceManifest = z.object({
  name: z.string(),
  description: z.string(),
  exports: z.record(z.string(), z.string()),
});

/** Fills `into` with the providers: compiled code, declarations and documents. */
export async function buildProviders(root: string, into: string): Promise<PackageDescription> {
  await compilePackage(root, "providers", into);
  await copyDocuments(root, into);
  const { name, description, exports } = WorkspaceManifest.parse(
    JSON.parse(await readFile(join(root, "providers/package.json"), "utf8")),
  );
  // Specifiers that end in .ts belong to this repository.
  const published = Object.entries(exports).filter(([specifier]) => !specifier.endsWith(".ts"));
  return {
    name,
    description,
    keywords: ["pulumi", "cloudflare", "apifew", "clever-cloud", "custom-hostname", "saas"],
    type: "commonjs",
    main: "./index.js",
    types: "./index.d.ts",
    exports: Object.fromEntries(
      published.map(([specifier, target]) => [specifier, entryPoint(target.replace(/\.ts$/, ""))]),
    ),
    // Optional: a Pulumi project has it, and a product that uses only apifew-runtime does not need it.
    peerDependencies: sdkPeer,
    peerDependenciesMeta: Object.fromEntries(Object.keys(sdkPeer).map((sdk) => [sdk, { optional: true }])),
  };
}
