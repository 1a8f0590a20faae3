import { EngineError } from "./engine-error.ts";
import { isAtLeast } from "./project-node.mjs";
import { runProcess } from "./run-process.ts";

const getGo =
  "Get Go from https://go.dev/dl, or put an official Pulumi CLI on PATH: https://www.pulumi.com/docs/install";

/** Returns the version of Go on PATH. Throws if there is none or it is older than `required`. */
export async function checkGo(required: string, env: NodeJS.ProcessEnv): Promise<string> {
  // local: with GOTOOLCHAIN=auto, an old Go would download a newer one just to print its version.
  const end = await runProcess("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" }, timeoutMs: 20_000 }).catch(
    (cause: unknown) => {
      throw new EngineError(`Building the engine needs Go ${required} or newer, but there is no go on PATH.`, getGo, {
        cause,
      });
    },
  );
  const version = /\bgo(\d+(?:\.\d+)+)/.exec(end.stdout.join(" "))?.[1];
  if (version === undefined) {
    throw new EngineError(`go version prints no version: ${[...end.stdout, ...end.stderr].join(" ")}`, getGo);
  }
  if (!isAtLeast(version, required)) {
    throw new EngineError(`Building the engine needs Go ${required} or newer; the go on PATH is ${version}.`, getGo);
  }
  return version;
}
