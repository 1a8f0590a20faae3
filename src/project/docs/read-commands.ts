import type { Command } from "commander";
import { loadCommands } from "../../cli/commands.ts";
import { commandEnvironment } from "../../cli/kernel/command-environment.ts";
import { DocumentedCommand } from "../../cli/kernel/define-command.ts";

/** A command that can be run, such as "marketplane tenants list". */
export interface NamedCommand {
  readonly path: string;
  readonly command: DocumentedCommand;
}

/** All commands, including those of groups, in the order of the help text. */
export async function readCommands(): Promise<NamedCommand[]> {
  const loaded = await loadCommands(commandEnvironment({}));
  return loaded.flatMap((command) => leaves("marketplane", command));
}

function leaves(parent: string, command: Command): NamedCommand[] {
  const path = `${parent} ${command.name()}`;
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => leaves(path, child));
  }
  if (command instanceof DocumentedCommand) {
    return [{ path, command }];
  }
  throw new Error(`${path} must be defined with defineCommand, which its reference page is generated from`);
}
