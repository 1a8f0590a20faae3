import { delimiter, dirname, join } from "node:path";
import { exitLike, runChild } from "../../../engine/run-child.mjs";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { DocumentedCommand } from "../kernel/define-command.ts";
import { installWithProgress } from "./engine/install-with-progress.ts";
import { sandboxPluginFolders } from "./engine/sandbox-plugin.ts";

/** marketplane pulumi: the Pulumi CLI, in this terminal and with its own exit code. */
export function pulumiCommand(environment: CommandEnvironment): DocumentedCommand {
  return new DocumentedCommand("pulumi", { example: "marketplane pulumi up" })
    .description("Run the Pulumi CLI of the engine, with all arguments as given")
    .argument("[arguments...]", "arguments of the Pulumi CLI")
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_args: readonly string[], _options: unknown, command: DocumentedCommand) => {
      const { bin } = await installWithProgress(environment);
      const { env } = environment;
      const path = [dirname(process.execPath), bin, ...sandboxPluginFolders(env), env.PATH ?? ""].join(delimiter);
      exitLike(await runChild(join(bin, "pulumi"), command.args, { env: { ...env, PATH: path } }));
    });
}
