import { cp } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import type { PackageDescription } from "./package-manifest.ts";

/** Fills `into` with what `npm create marketplane` runs: `marketplane init` without the rest of the command line. */
export async function buildCreate(root: string, into: string): Promise<PackageDescription> {
  await bundle(root, join(into, "dist"), { main: "src/cli/create-marketplane.ts" });
  await cp(join(root, "src/cli/create-marketplane.md"), join(into, "README.md"));
  return {
    name: "create-marketplane",
    description: "Create a project that sells a SaaS through marketplaces: npm create marketplane@latest my-saas",
    keywords: ["pulumi", "saas", "create", "template"],
    type: "module",
    bin: { "create-marketplane": "dist/main.js" },
    exports: {},
  };
}
