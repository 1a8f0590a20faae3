import type { Command } from "commander";
import { z } from "zod";
import type { CommandEnvironment } from "../kernel/command-environment.ts";
import { completionScript, shells } from "../kernel/completion-scripts.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";

/** marketplane completion: the shell's script that completes commands and options. */
export function completionCommand(environment: CommandEnvironment, loadAll: () => Promise<readonly Command[]>) {
  return defineCommand({
    name: "completion",
    description: "Print the completion of commands and options for bash, zsh or fish",
    example: "marketplane completion bash",
    arguments: {
      shell: defineOption({
        description: shells.join(", "),
        schema: z.enum(shells, { error: `must be one of ${shells.join(", ")}` }),
      }),
    },
    options: {},
    async handler({ shell }) {
      environment.stdout.write(completionScript(shell, "marketplane", await loadAll()));
    },
  });
}
