/** `npm run release -- --version 1.2.3 [--dry-run] [--repository URL]`: everything that a release consists of. */
import { copyFile, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { installEngine } from "../../../engine/install.ts";
import { installLanguages } from "../../../engine/install-languages.ts";
import { progressWriter } from "../../../engine/progress.ts";
import { runProcess } from "../../../engine/run-process.ts";
import { generateSdk } from "../sdks/generate-sdk.ts";
import { hostsFor, sdkLanguages } from "../sdks/sdk-language.ts";
import { packPackages } from "./pack-packages.ts";
import { packPlugin } from "./pack-plugin.ts";
import { setVersion } from "./set-version.ts";
import { smokeTest } from "./smoke-test.ts";
import { writeChecksums, writeProvenance } from "./statement.ts";

const root = join(import.meta.dirname, "../../..");
const publishTimeoutMs = 300_000;

async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { version: { type: "string" }, repository: { type: "string" }, "dry-run": { type: "boolean" } },
  });
  const { version, repository } = values;
  if (version === undefined) {
    throw new Error("usage: npm run release -- --version 1.2.3 [--dry-run] [--repository https://HOST/OWNER/NAME]");
  }
  const changed = await run("git", ["status", "--porcelain"]);
  if (changed !== "") {
    throw new Error(`the working tree has changes, which a release would contain:\n${changed}\nCommit them first.`);
  }
  const folder = join(root, "dist/release");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const writer = progressWriter(process.stderr);
  const say = (text: string) => writer.report({ kind: "step", text });
  const engine = await installEngine({ onProgress: writer.report });

  await setVersion(root, version, new Date().toISOString().slice(0, 10));
  await run(process.execPath, [join(root, "src/project/schema/main.ts")]);
  say(`version ${version} and its changelog section are written`);
  const work = join(root, "dist");
  const tarballs = await packPackages(root, work, undefined, { repository });
  say("the packages are packed");
  const plugins = await packPlugin(root, work);
  say("the plugin is packed for each platform");
  await installLanguages(hostsFor(sdkLanguages), writer.report);
  const sdks: string[] = [];
  for (const language of sdkLanguages) {
    const sdk = await generateSdk(language, { root, bin: engine.bin, env: process.env });
    const tarball = join(work, `marketplane-sdk-${language}-${version}.tar.gz`);
    await run("tar", ["--exclude=node_modules", "-czf", tarball, "-C", sdk, "."]);
    sdks.push(tarball);
  }
  say("the SDKs are generated");
  const sbom = join(work, "marketplane.cdx.json");
  await smokeTest({
    ...{ root, engine, tarballs, sbom },
    onStep: (step, seconds) => say(`smoke test: ${step} (${seconds.toFixed(1)} s)`),
  });
  const files = [...tarballs, ...plugins, ...sdks, sbom];
  await Promise.all(files.map((file) => copyFile(file, join(folder, basename(file)))));
  const commit = await run("git", ["rev-parse", "HEAD"]);
  await writeProvenance(folder, await writeChecksums(folder, files), { repository, commit, version });
  console.log(`${files.length} files, SHA256SUMS and provenance.intoto.json are in dist/release.`);
  if (values["dry-run"] === true) {
    console.log("Nothing is published. The working tree contains the version: commit it, or run git checkout .");
    return;
  }
  for (const tarball of tarballs) {
    await run("npm", ["publish", tarball, "--access", "public", "--provenance"]);
    console.log(`published ${basename(tarball)}`);
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const end = await runProcess(command, args, { cwd: root, timeoutMs: publishTimeoutMs });
  if (end.code !== 0) {
    throw new Error(`${command} ${args.join(" ")} failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
  }
  return end.stdout.join("\n");
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
