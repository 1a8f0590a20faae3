import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runProcess } from "../../../engine/run-process.ts";
import { buildCommandLine } from "./build-command-line.ts";
import { buildCreate } from "./build-create.ts";
import { buildDeployment } from "./build-deployment.ts";
import { buildProviders } from "./build-providers.ts";
import { type ManifestOptions, type PackageDescription, writeManifest } from "./package-manifest.ts";

const packTimeoutMs = 60_000;

const builders = {
  providers: buildProviders,
  deployment: buildDeployment,
  marketplane: buildCommandLine,
  "create-marketplane": buildCreate,
} as const satisfies Record<string, (root: string, into: string) => Promise<PackageDescription>>;

export type PackageFolder = keyof typeof builders;
export const packageFolders = Object.keys(builders) as PackageFolder[];

/** Builds the npm packages below `folder` and packs them there. Returns the paths of the tarballs, in the same order. */
export async function packPackages(
  root: string,
  folder: string,
  names: readonly PackageFolder[] = packageFolders,
  options: ManifestOptions = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  return Promise.all(names.map((name) => packPackage(root, folder, name, options)));
}

async function packPackage(
  root: string,
  folder: string,
  name: PackageFolder,
  options: ManifestOptions,
): Promise<string> {
  const built = join(folder, name);
  await rm(built, { recursive: true, force: true });
  await mkdir(built);
  const description = await builders[name](root, built);
  for (const file of ["LICENSE", "CHANGELOG.md"]) {
    await cp(join(root, file), join(built, file));
  }
  await writeManifest(root, built, description, options);
  const args = ["pack", "--ignore-scripts", "--pack-destination", folder];
  const end = await runProcess("npm", args, { cwd: built, timeoutMs: packTimeoutMs });
  const file = end.stdout.at(-1);
  if (end.code !== 0 || file === undefined) {
    throw new Error(`npm pack failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
  return join(folder, file);
}
