import { cp } from "node:fs/promises";
import { join } from "node:path";
import { compilePackage } from "./compile-package.ts";
import { entryPoint, type PackageDescription, sdkPeer } from "./package-manifest.ts";

/** Fills `into` with the components and readers of stacks/. */
export async function buildDeployment(root: string, into: string): Promise<PackageDescription> {
  await compilePackage(root, "stacks", into);
  await cp(join(root, "stacks/README.md"), join(into, "README.md"));
  return {
    name: "@marketplane/deployment",
    description:
      "Pulumi components for selling a SaaS through marketplaces: a deployment, its tenants, and the readers of their files.",
    keywords: ["pulumi", "cloudflare", "apifew", "clever-cloud", "saas", "tenants"],
    type: "commonjs",
    main: "./library.js",
    types: "./library.d.ts",
    exports: { ".": entryPoint("./library") },
    peerDependencies: sdkPeer,
  };
}
