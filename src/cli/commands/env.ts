import { join } from "node:path";
import { exportPath } from "../../../engine/shell-path.ts";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { defineCommand } from "../kernel/define-command.ts";
import { installWithProgress } from "./engine/install-with-progress.ts";
import { sandboxPluginFolders } from "./engine/sandbox-plugin.ts";

/** marketplane env: `eval "$(npx marketplane env)"` makes `pulumi` and `marketplane` commands of the shell. */
export function envCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "env",
    description: "Print the shell line that puts marketplane and the Pulumi engine on PATH",
    example: "marketplane env",
    options: {},
    async handler() {
      const engine = await installWithProgress(environment);
      const tools = [join(process.cwd(), "node_modules", ".bin"), ...sandboxPluginFolders(environment.env)];
      environment.stdout.write(`${exportPath(engine, tools)}\n`);
    },
  });
}
