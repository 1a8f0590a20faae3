import { Command } from "commander";
import type { z } from "zod";

interface CommandDefinition<Options extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  /** Arguments in their order, as commander writes them ("<name>"), and their help texts; they come with the options. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Flag as commander writes it, and its help text. */
  readonly flags: Readonly<Record<string, string>>;
  /** Schema of the options by their camel-case names; values come as text, or true for flags without a value. */
  readonly options: Options;
  handler(options: z.output<Options>): Promise<void> | void;
}

/** A command of the command line: flags are read by commander, checked by zod, and handed over with their types. */
export function defineCommand<Options extends z.ZodType>(definition: CommandDefinition<Options>): Command {
  const command = new Command(definition.name).description(definition.description);
  for (const [argument, help] of Object.entries(definition.arguments ?? {})) command.argument(argument, help);
  for (const [flag, help] of Object.entries(definition.flags)) command.option(flag, help);
  return command.action(async () => {
    const names = command.registeredArguments.map((argument) => argument.name());
    const given = Object.fromEntries(names.map((name, index) => [name, command.args[index]]));
    const parsed = definition.options.safeParse({ ...command.opts(), ...given });
    if (!parsed.success) return command.error(`error: ${describe(parsed.error, names)}`, { exitCode: 1 });
    try {
      await definition.handler(parsed.data);
    } catch (error) {
      command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 1 });
    }
  });
}

function describe(error: z.ZodError, argumentNames: readonly string[]): string {
  const toFlag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const toWord = (name: string) => (argumentNames.includes(name) ? name : toFlag(name));
  return error.issues.map(({ path, message }) => `${toWord(path.join("."))}: ${message}`).join("; ");
}
