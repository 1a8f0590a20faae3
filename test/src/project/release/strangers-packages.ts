import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProcess } from "../../../../engine/run-process.ts";
import { packPackages } from "../../../../src/project/release/pack-packages.ts";

const root = join(import.meta.dirname, "../../../..");
const installTimeoutMs = 120_000;

/** The packages of a project unrelated to this checkout. */
export interface StrangersPackages {
  /** The file that npm packed. */
  readonly tarball: string;
  /** A project with the tarball and Pulumi's SDK installed, and without TypeScript. */
  readonly project: string;
  readonly folder: string;
}

/**
 * Packs our package and installs it with npm, without a registry: its dependencies are copies of ours, and it
 * may use no others. The SDK is a copy too, because it looks for a TypeScript from its own folder and must
 * not find ours. The SDK's own dependencies are linked.
 */
export async function installAsStranger(): Promise<StrangersPackages> {
  const folder = await mkdtemp(join(tmpdir(), "marketplane-stranger-"));
  const [tarball = ""] = await packPackages(root, join(folder, "dist"), ["providers"]);
  const project = join(folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), '{"name":"stranger","private":true}\n');
  const dependencies = await namesBelow(await ownDependencies());
  const args = ["install", "--offline", "--install-links", "--legacy-peer-deps", "--ignore-scripts", "--no-audit"];
  const copies = dependencies.map((name) => join(root, "node_modules", name));
  const end = await runProcess("npm", [...args, tarball, ...copies], { cwd: project, timeoutMs: installTimeoutMs });
  if (end.code !== 0) {
    throw new Error(`npm install failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
  await addSdk(join(project, "node_modules"), dependencies);
  return { tarball, project, folder };
}

/** The package's dependencies, without the SDK, which is a peer. */
async function ownDependencies(): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(root, "providers/package.json"), "utf8"));
  return Object.keys(manifest.dependencies).filter((name) => name !== "@pulumi/pulumi");
}

async function addSdk(packages: string, present: readonly string[]): Promise<void> {
  const sdk = join("@pulumi", "pulumi");
  await cp(join(root, "node_modules", sdk), join(packages, sdk), { recursive: true });
  for (const name of await namesBelow(["@pulumi/pulumi"])) {
    if (name !== "@pulumi/pulumi" && !present.includes(name)) {
      await mkdir(dirname(join(packages, name)), { recursive: true });
      await symlink(join(root, "node_modules", name), join(packages, name));
    }
  }
}

/**
 * These packages and all of their direct and indirect dependencies, without those that a package has in its own
 * node_modules.
 */
async function namesBelow(names: readonly string[]): Promise<string[]> {
  const found = new Set(names);
  const folders = new Set(names.map((name) => join(root, "node_modules", name)));
  for (const folder of folders) {
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const shared = join(root, "node_modules", dependency);
      const owner = folder.replace(/\/node_modules\/(?:@[^/]+\/)?[^/]+$/, "");
      const own = [folder, owner].map((at) => join(at, "node_modules", dependency)).find((at) => existsSync(at));
      folders.add(own ?? shared);
      if (own === undefined || own === shared) {
        found.add(dependency);
      }
    }
  }
  return [...found];
}
