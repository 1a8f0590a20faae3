import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { print } from "../kernel/command-environment.ts";
import { jsonOption } from "../kernel/common-options.ts";
import { defineCommand } from "../kernel/define-command.ts";
import { installWithProgress } from "./engine/install-with-progress.ts";

const origins = {
  path: "found on PATH",
  cache: "found in marketplane's cache",
  download: "downloaded",
  build: "built",
} as const;

/** marketplane engine: the engine on PATH or in the cache, otherwise a downloaded or built one. */
export function engineCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "engine",
    description: "Install the Pulumi engine, or find the one that is installed",
    example: "marketplane engine",
    options: { json: jsonOption },
    async handler({ json }) {
      const engine = await installWithProgress(environment);
      print(environment, engine, {
        json,
        toText: ({ version, source, bin }) => `Pulumi ${version}, ${origins[source]}: ${bin}\n`,
      });
    },
  });
}
