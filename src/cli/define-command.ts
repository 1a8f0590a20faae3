import { errorText } from "@marketplane/providers/error-text.ts";
import { plainWords } from "@marketplane/providers/plain-words.ts";
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
  for (const [argument, help] of Object.entries(definition.arguments ?? {})) {
    command.argument(argument, help);
  }
  for (const [flag, help] of Object.entries(definition.flags)) {
    command.option(flag, help);
  }
  return command.action(async () => {
    const names = command.registeredArguments.map((argument) => argument.name());
    const given = Object.fromEntries(names.map((name, index) => [name, command.args[index]]));
    const input = { ...command.opts(), ...given };
    const parsed = definition.options.safeParse(input, { error: plainWords });
    if (!parsed.success) {
      const isOption = (name: string) =>
        names.includes(name) || command.options.some((own) => own.attributeName() === name);
      return command.error(`error: ${describe(parsed.error, { input, argumentNames: names, isOption })}`, {
        exitCode: 1,
      });
    }
    try {
      await definition.handler(parsed.data);
    } catch (error) {
      command.error(`error: ${errorText(error)}`, { exitCode: 1 });
    }
  });
}

interface Given {
  readonly input: Readonly<Record<string, unknown>>;
  readonly argumentNames: readonly string[];
  readonly isOption: (name: string) => boolean;
}

/** A value is shown only where a choice was expected: others may hold credentials. */
function describe(error: z.ZodError, { input, argumentNames, isOption }: Given): string {
  const toFlag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const toWord = (name: string) => (argumentNames.includes(name) ? name : toFlag(name));
  return error.issues
    .map(({ path, code, message }) => {
      const name = path.join(".");
      // What a command derives from its flags is no flag that a person could set.
      if (!isOption(String(path[0] ?? ""))) {
        return message;
      }
      const value = input[name];
      const isChoice = code === "invalid_value" && typeof value === "string";
      const rule = value === undefined ? message : message.replace(/^is required: /, "must be ");
      return `${toWord(name)}: ${rule}${isChoice ? ` (it is ${JSON.stringify(value)})` : ""}`;
    })
    .join("; ");
}
