import type { Command } from "commander";
import { commands } from "../../cli/commands.ts";

/** A command that does something, such as "marketplane tenants list", as commander has it. */
export interface NamedCommand {
  readonly path: string;
  readonly command: Command;
}

/** Every command of the command line, those of groups one by one, in the order of the help. */
export async function readCommands(): Promise<NamedCommand[]> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load({})));
  return loaded.flatMap((command) => leaves("marketplane", command));
}

function leaves(parent: string, command: Command): NamedCommand[] {
  const path = `${parent} ${command.name()}`;
  return command.commands.length === 0 ? [{ path, command }] : command.commands.flatMap((child) => leaves(path, child));
}
