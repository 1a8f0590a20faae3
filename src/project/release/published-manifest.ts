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
/** Used only by the native provider, which is not in the package. */
const ofPlugin = ["@grpc/grpc-js", "google-protobuf"];
/**
 * From the oldest SDK that was tested. A peer dependency, because resources of two copies of the SDK do not
 * work together. docs/decisions/0007 explains how versions are tested.
 */
const sdkRange = ">=3.254.0 <4";
/** undici requires this version; `require` of ES modules is older. */
const nodeRange = ">=22.19.0";

/** Converts the workspace's package.json, which points to TypeScript, to the one of the compiled package. */
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
    // Compilers that do not support `exports` use these and the files' names.
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
    // Optional: a Pulumi project has it, and a product that uses only apifew-runtime does not need it.
    peerDependenciesMeta: { [sdk]: { optional: true } },
  };
}

function compiledOf(target: string): { readonly types: string; readonly default: string } {
  const stem = target.replace(/\.ts$/, "");
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}
