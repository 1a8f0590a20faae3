import { EngineError } from "./engine-error.ts";
import type { OnProgress } from "./progress.ts";
import { isAtLeast } from "./project-node.mjs";
import { runProcess } from "./run-process.ts";

const getGo =
  "Get Go from https://go.dev/dl, or put an official Pulumi CLI on PATH: https://www.pulumi.com/docs/install";

/** Oldest Go that can download another version of Go: https://go.dev/doc/toolchain. */
const oldestGo = "1.21.0";

export interface Go {
  /** The version that compiles the programs. */
  readonly version: string;
  /** The value of GOTOOLCHAIN that selects it. */
  readonly toolchain: string;
}

/**
 * Chooses the Go for a build that requires `required`: the go on PATH, or `required` itself if that go is
 * older. An older go downloads `required` from the module proxy and verifies it like a module. Throws if no
 * go on PATH can do this.
 */
export async function chooseGo(required: string, onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<Go> {
  const needs = `The build requires Go ${required} or newer, or Go ${oldestGo} or newer to download it`;
  // local: with GOTOOLCHAIN=auto, an old Go would download a newer one just to print its version.
  const end = await runProcess("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" }, timeoutMs: 20_000 }).catch(
    (cause: unknown) => {
      throw new EngineError(`${needs}; there is no go on PATH.`, getGo, { cause });
    },
  );
  const version = /\bgo(\d+(?:\.\d+)+)/.exec(end.stdout.join(" "))?.[1];
  if (version === undefined) {
    throw new EngineError(`go version prints no version: ${[...end.stdout, ...end.stderr].join(" ")}`, getGo);
  }
  if (isAtLeast(version, required)) {
    return { version, toolchain: "local" };
  }
  if (!isAtLeast(version, oldestGo)) {
    throw new EngineError(`${needs}; the go on PATH is ${version}.`, getGo);
  }
  onProgress({
    kind: "step",
    text: `the go on PATH is ${version}; it downloads Go ${required} from the Go module proxy (about 75 MB)`,
  });
  return { version: required, toolchain: `go${required}` };
}
