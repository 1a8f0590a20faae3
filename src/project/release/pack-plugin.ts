import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { z } from "zod";
import { runProcess } from "../../../engine/run-process.ts";
import { bundlePlugin } from "./bundle-plugin.ts";

const packTimeoutMs = 60_000;
const Schema = z.object({ name: z.string(), version: z.string() });

/**
 * The platforms for which a plugin is packed. It contains no binary, so the packages differ only in their
 * names.
 */
export const pluginPlatforms = ["linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64"] as const;
export type PluginPlatform = (typeof pluginPlatforms)[number];

/** Starts Node. The engine looks for this file, and passes its address as the last argument. */
const launcher = `#!/bin/sh
if ! command -v node > /dev/null; then
  echo "pulumi-resource-marketplane needs Node 22.19 or newer on PATH, and there is none" >&2
  exit 1
fi
# Without these flags the heap grows to more than twice what 1,000 resources need.
exec node --max-semi-space-size=1 --optimize-for-size "\${0%/*}/start.mjs" "$@"
`;

const start = `import module from "node:module";
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(\`pulumi-resource-marketplane needs Node 22.19 or newer on PATH, and this is \${process.version}\\n\`);
  process.exit(1);
}
// V8's code cache. The plugin comes with one of the Node that packed it; another Node adds its own where it
// may write.
module.enableCompileCache({ directory: import.meta.dirname + "/cache", portable: true });
await import("./main.mjs");
module.flushCompileCache();
`;

/**
 * Packs the native provider for \`pulumi plugin install\`, once for each platform; answers with the tarballs'
 * paths. The plugin needs Node and makes no download.
 */
export async function packPlugin(
  root: string,
  folder: string,
  platforms: readonly PluginPlatform[] = pluginPlatforms,
): Promise<string[]> {
  const built = join(folder, "plugin");
  await buildPlugin(root, built);
  const { name, version } = Schema.parse(JSON.parse(await readFile(join(built, "schema.json"), "utf8")));
  const tarballs: string[] = [];
  for (const platform of platforms) {
    const tarball = join(folder, `pulumi-resource-${name}-v${version}-${platform}.tar.gz`);
    await run("tar", ["-czf", tarball, "-C", built, "."]);
    tarballs.push(tarball);
  }
  return tarballs;
}

async function buildPlugin(root: string, into: string): Promise<void> {
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  await bundlePlugin(root, into);
  await writeFile(join(into, "package.json"), '{ "private": true, "type": "module" }\n');
  await writeFile(join(into, "start.mjs"), start);
  await writeFile(join(into, "pulumi-resource-marketplane"), launcher);
  await chmod(join(into, "pulumi-resource-marketplane"), 0o755);
  await cp(join(root, "providers/native/schema.json"), join(into, "schema.json"));
  await cp(join(root, "LICENSE"), join(into, "LICENSE"));
  // Writes the code cache, which depends on Node's version and flags.
  const path = [dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  await run(join(into, "pulumi-resource-marketplane"), ["--version"], { PATH: path });
}

async function run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void> {
  const end = await runProcess(command, args, { timeoutMs: packTimeoutMs, ...(env && { env }) });
  if (end.code !== 0) {
    throw new Error(`${command} failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
}
