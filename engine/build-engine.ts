import { chmod, copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buildTarget, goEnvironment, type Target } from "./build-target.ts";
import { EngineError } from "./engine-error.ts";
import { readPinnedVersions } from "./engine-version.ts";
import { engineCommand } from "./find-engine.ts";
import { chooseGo } from "./find-go.ts";
import type { OnProgress } from "./progress.ts";

const engineFolder = import.meta.dirname;
const targets = [
  { name: "pulumi", module: "pulumi", main: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    name: "pulumi-language-nodejs",
    module: "language-nodejs",
    main: "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
  },
] as const satisfies readonly Target[];

/** Builds the engine and its Node language host from the Go module proxy into `folder`/bin. */
export async function buildEngine(folder: string, onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<void> {
  const pinned = readPinnedVersions(engineFolder);
  const go = await chooseGo(pinned.go, onProgress, env);
  onProgress({
    kind: "step",
    text: `building Pulumi ${pinned.engine} with Go ${go.version} from the Go module proxy; the first time this takes 5 to 10 minutes, about 300 MB of downloads, and 4 GB in the caches of Go`,
  });
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const options = { version: pinned.engine, bin, command: engineCommand, onProgress, env: goEnvironment(env, go) };
  for (const target of targets) {
    await buildTarget(target, options);
  }
  await copyDynamicProvider(bin);
}

async function copyDynamicProvider(bin: string): Promise<void> {
  const name = "pulumi-resource-pulumi-nodejs";
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  try {
    await copyFile(join(sdk, name), join(bin, name));
    await chmod(join(bin, name), 0o755);
  } catch (cause) {
    throw new EngineError(`The npm package @pulumi/pulumi has no ${name}.`, "Run npm install and try again.", {
      cause,
    });
  }
}
