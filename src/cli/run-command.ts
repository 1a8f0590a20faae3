import { Command } from "commander";
import { commands } from "./commands.ts";
import { commandEnvironment } from "./kernel/command-environment.ts";
import { helpTopics } from "./kernel/help-topics.ts";
import { withUsageExitCode } from "./kernel/usage-errors.ts";

/**
 * Runs the command of a command line, with the environment of the process. Only this command is loaded; the help text
 * needs none.
 */
export async function runCommand(argv: readonly string[], inherited: NodeJS.ProcessEnv): Promise<void> {
  const program = new Command("marketplane")
    .description("The seller's side of selling a SaaS through marketplaces, as code")
    .option("-V, --version", "print the version");
  const [name = "", ...rest] = argv.slice(2);
  const topic = name === "help" ? helpTopics[rest[0] ?? ""] : undefined;
  if (topic !== undefined) {
    process.stdout.write(topic);
    return;
  }
  // `help NAME` shows the help text of the command, with its options.
  const called = name === "help" ? rest[0] : name;
  for (const [command, entry] of Object.entries(commands)) {
    if (command === called) {
      await import("../core/config/plain-errors.ts");
      const loaded = await entry.load(commandEnvironment(withoutLineBreaks(inherited)));
      program.addCommand(loaded.helpGroup(entry.group));
    } else {
      program.command(command).helpGroup(entry.group).description(entry.summary);
    }
  }
  program.addHelpText("after", `\nTopics: marketplane help ${Object.keys(helpTopics).join(" | ")}`);
  withUsageExitCode(program);
  await program.parseAsync(argv);
}

/** A secret that was read from a file often ends with a line break; no variable of marketplane contains one. */
function withoutLineBreaks(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value?.replace(/[\r\n]+$/, "")]));
}
