import { join } from "node:path";
import { explainBuildFailure } from "./explain-build-failure.ts";
import type { Go } from "./find-go.ts";
import type { OnProgress } from "./progress.ts";
import { runProcess } from "./run-process.ts";

const versionFlag = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** A program that is built from the Go module proxy. */
export interface Target {
  /** The file that it becomes. */
  readonly name: string;
  /** The folder below engine/ whose go.mod and go.sum pin it. */
  readonly module: string;
  /** The Go package of its main function. */
  readonly main: string;
}

export interface BuildOptions {
  /** The version that the program prints. */
  readonly version: string;
  readonly bin: string;
  /** The npm command to repeat after a failed build, for messages. */
  readonly command: string;
  readonly onProgress: OnProgress;
  /** From {@link goEnvironment}. */
  readonly env: NodeJS.ProcessEnv;
}

/** Builds one program into `bin`, or throws with the cause. */
export async function buildTarget(target: Target, options: BuildOptions): Promise<void> {
  const { version, bin, command, onProgress, env } = options;
  const cwd = targetFolder(target);
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
    throw explainBuildFailure(target.name, list.stderr, command);
  }

  let compiled = 0;
  // `go build` alone, no `go mod download`: a proxy may refuse the record of a version that the build never
  // reads.
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
    throw explainBuildFailure(target.name, build.stderr, command);
  }
}

/** The folder of a target's go.mod. */
export function targetFolder(target: Pick<Target, "module">): string {
  return join(import.meta.dirname, target.module);
}

/** The environment of a build whose result depends on nothing but the pinned modules. */
export function goEnvironment(env: NodeJS.ProcessEnv, { toolchain }: Go): NodeJS.ProcessEnv {
  // CGO off: no C compiler is needed, and the binary runs with any libc.
  // GOWORK off: a workspace above the checkout would override our go.mod.
  // GOTOOLCHAIN: the version that chooseGo chose and announced, and no other.
  const own = { GOFLAGS: "-mod=readonly", CGO_ENABLED: "0", GOWORK: "off", GOTOOLCHAIN: toolchain };
  return { ...env, ...own, GOOS: undefined, GOARCH: undefined, GO111MODULE: undefined };
}
