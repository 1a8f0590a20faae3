import { readdir, readFile, writeFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { z } from "zod";

/** The oldest Node that runs the packages: undici requires it. */
export const oldestNode = "22.19.0";
const sdk = "@pulumi/pulumi";
/**
 * From the oldest SDK that was tested. A peer dependency, because resources of two copies of the SDK do not work
 * together. docs/decisions/0007 explains how versions are tested.
 */
export const sdkPeer = { [sdk]: ">=3.254.0 <4" };

const SourceManifest = z.object({
  version: z.string(),
  license: z.string(),
  dependencies: z.record(z.string(), z.string()),
});

/** The parts of a package.json that differ between the packages. */
export interface PackageDescription {
  readonly name: string;
  readonly description: string;
  readonly keywords?: readonly string[];
  readonly type: "module" | "commonjs";
  /** Compilers that do not support `exports` use these and the files' names. */
  readonly main?: string;
  readonly types?: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
  /** Dependencies that no import names, because they are looked up when they are needed. */
  readonly lookedUp?: readonly string[];
}

export interface ManifestOptions {
  /** URL of the Git repository. npm compares it with the one that a release's provenance names. */
  readonly repository?: string | undefined;
}

/**
 * Writes the package.json of a built package into its folder. Its dependencies are the packages that the code imports.
 * The repository pins versions. A consumer needs ranges, to share installed versions and get fixes.
 */
export async function writeManifest(
  root: string,
  folder: string,
  description: PackageDescription,
  { repository }: ManifestOptions = {},
): Promise<void> {
  const { name, lookedUp = [], peerDependencies = {}, peerDependenciesMeta, exports, ...rest } = description;
  const [own, providers] = await Promise.all([readManifest(root), readManifest(join(root, "providers"))]);
  const pinned = { ...providers.dependencies, ...own.dependencies };
  const imported = new Set([...(await importedPackages(folder)), ...lookedUp]);
  const unknown = [...imported].filter((used) => pinned[used] === undefined && used !== name);
  if (unknown.length > 0) {
    throw new Error(`${name} imports ${unknown.join(", ")}, which package.json does not declare`);
  }
  const dependencies = Object.entries(pinned)
    .filter(([dependency]) => imported.has(dependency) && dependency !== name && !(dependency in peerDependencies))
    .map(([dependency, version]) => [dependency, rangeOf(dependency, version)])
    .toSorted();
  const manifest = {
    name,
    version: own.version,
    ...rest,
    license: own.license,
    ...(repository && { repository: { type: "git", url: `git+${repository}.git` } }),
    exports: { ...exports, "./package.json": "./package.json" },
    engines: { node: `>=${oldestNode}` },
    dependencies: Object.fromEntries(dependencies),
    peerDependencies,
    peerDependenciesMeta,
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The types and the code of an entry point, such as "./index". */
export function entryPoint(stem: string): { readonly types: string; readonly default: string } {
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}

async function readManifest(folder: string) {
  return SourceManifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
}

/** All packages are released together. A pre-release has no compatible successor. */
function rangeOf(name: string, version: string): string {
  return name.startsWith("@marketplane/") || version.includes("-") ? version : `^${version}`;
}

const specifiers = /(?:\bfrom ?|\bimport ?\(?|\brequire\()["']((?:@[\w-]+\/)?[\w-][\w.-]*(?:\/[\w./-]+)?)["']/g;

/** The names of the packages that the code of a folder imports. */
async function importedPackages(folder: string): Promise<Set<string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".js"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const names = texts.flatMap((text) => [...text.matchAll(specifiers)].map(([, specifier = ""]) => specifier));
  return new Set(
    names
      .filter((specifier) => !specifier.startsWith("node:") && !builtinModules.includes(specifier))
      .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier),
  );
}
