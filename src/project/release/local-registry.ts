import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { basename, join } from "node:path";
import { z } from "zod";
import { runProcess } from "../../../engine/run-process.ts";

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), link: z.boolean().optional(), optional: z.boolean().optional() }),
  ),
});
const Manifest = z.looseObject({ name: z.string(), version: z.string() });
type Manifest = z.infer<typeof Manifest>;

interface Entry {
  readonly manifest: Manifest;
  /** Returns the path of the tarball. */
  readonly tarball: () => Promise<string>;
}

export interface LocalRegistry {
  readonly url: string;
  close(): void;
}

/**
 * A package registry on loopback, which npm, pnpm and yarn can install from. It has the packed packages, and every
 * package that this repository has installed, in the locked version. `folder` receives the tarballs.
 */
export async function startLocalRegistry(
  root: string,
  tarballs: readonly string[],
  folder: string,
): Promise<LocalRegistry> {
  const entries = [...(await Promise.all(tarballs.map(packedEntry))), ...(await installedEntries(root, folder))];
  const byName = Map.groupBy(entries, ({ manifest }) => manifest.name);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(URL.parse(request.url ?? "", "http://registry")?.pathname ?? "").slice(1);
    answer(path, byName, `http://${request.headers.host}`, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const tarballPath = /^(.+)\/-\/(.+)\.tgz$/;

/** A path is a package's name, or NAME/-/VERSION.tgz. */
async function answer(
  path: string,
  entries: ReadonlyMap<string, readonly Entry[]>,
  origin: string,
  response: ServerResponse,
): Promise<void> {
  const [, name = path, version] = tarballPath.exec(path) ?? [];
  const found = entries.get(name) ?? [];
  const wanted = found.find(({ manifest }) => manifest.version === version);
  if (wanted !== undefined) {
    const bytes = await readFile(await wanted.tarball());
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length }).end(bytes);
    return;
  }
  const [latest] = found;
  if (latest === undefined || version !== undefined) {
    response.writeHead(404, { "content-type": "application/json" }).end('{"error":"not found"}');
    return;
  }
  const versions = found.map(({ manifest }) => [
    manifest.version,
    { ...manifest, dist: { tarball: `${origin}/${name}/-/${manifest.version}.tgz` } },
  ]);
  const document = {
    name,
    "dist-tags": { latest: latest.manifest.version },
    versions: Object.fromEntries(versions),
  };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
}

async function packedEntry(tarball: string): Promise<Entry> {
  const { stdout } = await runProcess("tar", ["-xzOf", tarball, "package/package.json"]);
  return { manifest: Manifest.parse(JSON.parse(stdout.join("\n"))), tarball: async () => tarball };
}

/** Packages for another platform are listed as the lock file describes them. No installer downloads them. */
async function installedEntries(root: string, folder: string): Promise<Entry[]> {
  const { packages } = Lock.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes("node_modules/") && !link);
  return Promise.all(
    installed.map(async ([path, locked]) => {
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const source = join(root, path);
      const text = await readFile(join(source, "package.json"), "utf8").catch(() => undefined);
      const manifest = Manifest.parse(text === undefined ? { name, ...locked } : JSON.parse(text));
      return { manifest, tarball: once(() => packInstalled(source, manifest, folder)) };
    }),
  );
}

async function packInstalled(source: string, { name, version }: Manifest, folder: string): Promise<string> {
  const tarball = join(folder, `${name.replaceAll("/", "+")}-${version}.tgz`);
  const contents = ["--exclude=./node_modules", "--transform=s,^\\.,package,", "-C", source, "."];
  const end = await runProcess("tar", ["--use-compress-program=gzip -1", "-cf", tarball, ...contents]);
  if (end.code !== 0) {
    throw new Error(`${basename(tarball)} cannot be packed: ${end.stderr.join("\n")}`);
  }
  return tarball;
}

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
