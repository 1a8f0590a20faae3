import { chmod, copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EngineError } from "./engine-error.ts";
import { readPinnedVersions } from "./engine-version.ts";
import { explainBuildFailure } from "./explain-build-failure.ts";
import { checkGo } from "./find-go.ts";
import type { OnProgress } from "./progress.ts";
import { runProcess } from "./run-process.ts";

const engineFolder = import.meta.dirname;
const versionFlag = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const targets = [
  { name: "pulumi", module: "pulumi", main: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
  {
    name: "pulumi-language-nodejs",
    module: "language-nodejs",
    main: "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
  },
] as const;
type Target = (typeof targets)[number];

/** Builds the engine and its Node language host from the Go module proxy into `folder`/bin. */
export async function buildEngine(folder: string, onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<void> {
  const pinned = readPinnedVersions(engineFolder);
  const go = await checkGo(pinned.go, env);
  onProgress({
    kind: "step",
    text: `building Pulumi ${pinned.engine} with Go ${go} from the Go module proxy; the first time this takes 5 to 10 minutes, about 300 MB of downloads, and 4 GB in the caches of Go`,
  });
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const target of targets) {
    await buildTarget(target, pinned.engine, bin, onProgress, goEnvironment(env));
  }
  await copyDynamicProvider(bin);
}

async function buildTarget(
  target: Target,
  version: string,
  bin: string,
  onProgress: OnProgress,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const cwd = join(engineFolder, target.module);
  let downloaded = 0;
  const list = await runProcess("go", ["list", "-deps", target.main], {
    cwd,
    env,
    onLine(line) {
      if (!line.startsWith("go: downloading ")) {
        return;
      }
      downloaded += 1;
      onProgress({ kind: "count", text: `${target.name}: modules downloaded`, done: downloaded });
    },
  });
  if (list.code !== 0) {
    throw explainBuildFailure(target.name, list.stderr);
  }

  let compiled = 0;
  // `go build` alone, no `go mod download`: a proxy may refuse the record of a version that the build never reads.
  const args = ["build", "-v", "-trimpath", "-ldflags", `-s -w -X ${versionFlag}=v${version}`];
  const build = await runProcess("go", [...args, "-o", join(bin, target.name), target.main], {
    cwd,
    env,
    onLine() {
      compiled += 1;
      onProgress({
        kind: "count",
        text: `${target.name}: packages compiled`,
        done: compiled,
        total: list.stdout.length,
      });
    },
  });
  if (build.code !== 0) {
    throw explainBuildFailure(target.name, build.stderr);
  }
}

/** The environment of a build whose result depends on nothing but the pinned modules. */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // CGO off: no C compiler is needed, and the binary runs with any libc.
  // GOWORK off: a workspace above the checkout would override our go.mod.
  // GOTOOLCHAIN local: Go must not download another toolchain automatically.
  const own = { GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: "local" };
  return { ...env, ...own, GOOS: undefined, GOARCH: undefined, GO111MODULE: undefined };
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
