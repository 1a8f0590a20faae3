import { z } from "zod";

const WorkspaceManifest = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  exports: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
});

const sdk = "@pulumi/pulumi";
/** Used by the native provider alone, which is not in the package. */
const ofPlugin = ["@grpc/grpc-js", "google-protobuf"];
/**
 * From the oldest SDK that has been seen working, and no second copy: resources of one copy are strangers to another.
 * docs/decisions/0007 says how it is tried.
 */
const sdkRange = ">=3.254.0 <4";
/** What undici asks for; `require` of a module in ES syntax is older. */
const nodeRange = ">=22.19.0";

/** Makes of the workspace's package.json, which points to TypeScript, the one of the compiled package. */
export function toPublishedManifest(workspaceManifest: unknown): Readonly<Record<string, unknown>> {
  const { name, version, description, license, exports, dependencies } = WorkspaceManifest.parse(workspaceManifest);
  const runtime = Object.entries(dependencies).filter(
    ([dependency]) => dependency !== sdk && !ofPlugin.includes(dependency),
  );
  const entryPoints = Object.entries(exports).filter(([specifier]) => !specifier.endsWith(".ts"));
  return {
    name,
    version,
    description,
    keywords: ["pulumi", "cloudflare", "apifew", "clever-cloud", "custom-hostname", "saas"],
    license,
    type: "commonjs",
    // Compilers that know nothing of `exports` go by these and by the files' own names.
    main: "./index.js",
    types: "./index.d.ts",
    exports: {
      ...Object.fromEntries(entryPoints.map(([specifier, target]) => [specifier, compiledOf(target)])),
      "./package.json": "./package.json",
    },
    engines: { node: nodeRange },
    // The workspace pins versions. A consumer's program needs ranges, to share installed versions and get
    // fixes.
    dependencies: Object.fromEntries(runtime.map(([dependency, exact]) => [dependency, `^${exact}`])),
    peerDependencies: { [sdk]: sdkRange },
    // A Pulumi project has it; a product that needs apifew-runtime alone is spared it.
    peerDependenciesMeta: { [sdk]: { optional: true } },
  };
}

function compiledOf(target: string): { readonly types: string; readonly default: string } {
  const stem = target.replace(/\.ts$/, "");
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}
