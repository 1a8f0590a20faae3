import { errorText } from "@marketplane/providers/error-text.ts";
import { plainWords } from "@marketplane/providers/plain-words.ts";
import { Command } from "commander";
import { z } from "zod";

/**
 * An option of a command, declared once: flag, help text, parsing and reference page come from it. Its name
 * is its key among the command's options: `baseUrl` is `--base-url`.
 */
export interface Option<Schema extends z.ZodType = z.ZodType> {
  /** Checks the text, or `true` for a flag without a value. The help text shows its default. */
  readonly schema: Schema;
  /** Help text; omitted only if the option exists only as `--no-NAME`. */
  readonly description?: string;
  /**
   * The value's placeholder in commander's notation: "<file>", "<id...>" for a list, "[url]" where it is
   * optional.
   */
  readonly value?: string;
  /** Declares `--no-NAME` with this help text. */
  readonly negation?: string;
}

type Options = Readonly<Record<string, Option>>;
type ShapeOf<Given extends Options> = { [Name in keyof Given]: Given[Name]["schema"] };
type ObjectOf<Given extends Options> = z.ZodObject<ShapeOf<Given>, z.core.$strict>;
type NoArguments = Readonly<Record<never, never>>;

export function defineOption<Schema extends z.ZodType>(option: Option<Schema>): Option<Schema> {
  return option;
}

/** The schema of a set of options, by their names in camel case. */
export function schemaOf<Given extends Options>(options: Given): ObjectOf<Given> {
  const shape = Object.fromEntries(Object.entries(options).map(([name, { schema }]) => [name, schema]));
  return z.strictObject(shape as ShapeOf<Given>);
}

interface Documentation {
  /** A complete command line; a test checks it against the definition. */
  readonly example: string;
  /** Exit codes with a meaning other than 0, done, and 1, an error. */
  readonly exitCodes?: Readonly<Record<number, string>>;
}

interface CommandDefinition<Given extends Options, Arguments extends Options, Schema extends z.ZodType>
  extends Documentation {
  readonly name: string;
  readonly description: string;
  /** Arguments in their order. One whose schema takes undefined can be left out. */
  readonly arguments?: Arguments;
  readonly options: Given;
  /** Adds the rules that concern several options. */
  readonly rules?: (schema: ObjectOf<Given & Arguments>) => Schema;
  handler(options: z.output<Schema>): Promise<void> | void;
}

/** A command with what its reference page shows besides its options. */
export class DocumentedCommand extends Command {
  readonly documentation: Documentation;

  constructor(name: string, documentation: Documentation) {
    super(name);
    this.documentation = documentation;
    this.addHelpText("after", `\nExample:\n  ${documentation.example}`);
  }
}

/**
 * Defines a command: commander splits the command line, zod checks the options, and the handler gets them
 * typed.
 */
export function defineCommand<
  Given extends Options,
  Arguments extends Options = NoArguments,
  Schema extends z.ZodType = ObjectOf<Given & Arguments>,
>(definition: CommandDefinition<Given, Arguments, Schema>): DocumentedCommand {
  const { name, description, example, exitCodes = {}, options, rules } = definition;
  const command = new DocumentedCommand(name, { example, exitCodes }).description(description);
  for (const [argument, { description: help, schema }] of Object.entries(definition.arguments ?? {})) {
    const isOptional = schema.safeParse(undefined).success;
    command.argument(isOptional ? `[${argument}]` : `<${argument}>`, help);
  }
  for (const [option, { value, description: help, negation, schema }] of Object.entries(options)) {
    const flag = toFlag(option);
    if (help !== undefined) {
      command.option(value === undefined ? flag : `${flag} ${value}`, withDefault(help, schema));
    }
    if (negation !== undefined) {
      command.option(flag.replace("--", "--no-"), negation);
    }
  }
  const object = schemaOf({ ...options, ...definition.arguments }) as ObjectOf<Given & Arguments>;
  const schema = (rules?.(object) ?? object) as Schema;
  return command.action(() => run(command, schema, (parsed) => definition.handler(parsed)));
}

async function run<Schema extends z.ZodType>(
  command: Command,
  schema: Schema,
  handler: (options: z.output<Schema>) => Promise<void> | void,
): Promise<void> {
  const names = command.registeredArguments.map((argument) => argument.name());
  const given = Object.fromEntries(names.map((name, index) => [name, command.args[index]]));
  const input = { ...command.opts(), ...given };
  const parsed = schema.safeParse(input, { error: plainWords });
  if (!parsed.success) {
    const isOption = (name: string) =>
      names.includes(name) || command.options.some((own) => own.attributeName() === name);
    const text = problemText(parsed.error, { input, argumentNames: names, isOption });
    return command.error(`error: ${text}`, { exitCode: 1 });
  }
  try {
    await handler(parsed.data);
  } catch (error) {
    command.error(`error: ${errorText(error)}`, { exitCode: 1 });
  }
}

function withDefault(help: string, schema: z.ZodType): string {
  return help.includes("(default") ? help : help + defaultText(schema);
}

/** The default of a schema as a user would type it, for the help text. */
function defaultText(schema: z.core.$ZodType): string {
  const { def } = schema._zod;
  if (isPipe(def)) {
    return defaultText(def.in);
  }
  if (!hasDefault(def)) {
    return "";
  }
  const value = Array.isArray(def.defaultValue) ? def.defaultValue.join(" ") : def.defaultValue;
  return value === "" || !["string", "number"].includes(typeof value) ? "" : ` (default: ${value})`;
}

const isPipe = (def: z.core.$ZodTypeDef): def is z.core.$ZodPipeDef => def.type === "pipe";
const hasDefault = (def: z.core.$ZodTypeDef): def is z.core.$ZodDefaultDef =>
  def.type === "default" || def.type === "prefault";

function toFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

interface Input {
  readonly input: Readonly<Record<string, unknown>>;
  readonly argumentNames: readonly string[];
  readonly isOption: (name: string) => boolean;
}

/** Shows a value only where a choice was expected: other values may hold credentials. */
function problemText(error: z.ZodError, { input, argumentNames, isOption }: Input): string {
  const toWord = (name: string) => (argumentNames.includes(name) ? name : toFlag(name));
  return error.issues
    .map((issue) => {
      const { path, code, message } = issue;
      const name = path.join(".");
      if (code === "unrecognized_keys") {
        return `${issue.keys.map(toWord).join(", ")}: cannot be used here`;
      }
      // A rule about several options names them itself.
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
