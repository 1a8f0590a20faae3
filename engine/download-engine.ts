import { fileURLToPath } from "node:url";
import { EngineError } from "./engine-error.ts";
import type { OnProgress } from "./progress.ts";
import { runProcess } from "./run-process.ts";

const timeoutMs = 5 * 60_000;

/** Downloads the official engine into `folder`/bin, by the installer of Pulumi's own SDK. */
export async function downloadEngine(folder: string, onProgress: OnProgress, env: NodeJS.ProcessEnv): Promise<void> {
  onProgress({
    kind: "step",
    text: "downloading the official Pulumi CLI from get.pulumi.com (about 150 MB), if it can be reached",
  });
  // Runs in a separate process: the SDK's installer accepts no timeout and cannot be cancelled.
  const end = await runProcess(process.execPath, [fileURLToPath(import.meta.resolve("./download-cli.ts")), folder], {
    // Node's fetch reads the proxy variables only if this is set.
    env: { ...env, NODE_OPTIONS: undefined, NODE_USE_ENV_PROXY: "1" },
    timeoutMs,
  });
  if (end.code === 0) {
    return;
  }
  const cause = end.timedOut
    ? `it did not finish within ${timeoutMs / 60_000} minutes`
    : (end.stderr.at(-1) ?? "no reason given");
  throw new EngineError(
    `The official download did not work: ${cause}`,
    "Check the network, or put an official Pulumi CLI on PATH: https://www.pulumi.com/docs/install",
  );
}
