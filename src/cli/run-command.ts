import "../core/config/plain-errors.ts";
import { Command } from "commander";
import { commands } from "./commands.ts";
import { commandEnvironment } from "./kernel/command-environment.ts";

/** Runs the command of a command line, with the environment of the process. */
export async function runCommand(argv: readonly string[], inherited: NodeJS.ProcessEnv): Promise<void> {
  // A secret that was read from a file often ends with a line break; no variable of marketplane contains one.
  const variables = Object.fromEntries(
    Object.entries(inherited).map(([name, value]) => [name, value?.replace(/[\r\n]+$/, "")]),
  );
  // Loading every command takes about a second, so only the called one is loaded; the help text needs all.
  const called = Object.entries(commands).filter(([name]) => name === argv[2]);
  const loaded = called.length > 0 ? called : Object.entries(commands);
  const program = new Command("marketplane").description(
    "The seller's side of selling a SaaS through marketplaces, as code",
  );
  const environment = commandEnvironment(variables);
  for (const command of await Promise.all(loaded.map(([, load]) => load(environment)))) {
    program.addCommand(command);
  }
  await program.parseAsync(argv);
}
