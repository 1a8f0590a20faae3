import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { fillMarkers } from "./fill-markers.ts";
import { type NamedCommand, readCommands } from "./read-commands.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { toTable } from "./to-table.ts";

const name = "cli.md";

/** The reference page of the CLI, generated from the definitions that the CLI itself uses. */
export async function cliPage(): Promise<ReferencePage> {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const commands = await readCommands();
  const parts = { index: index(commands), commands: commands.map(section).join("\n\n") };
  return { name, present, expected: fillMarkers(name, present, parts) };
}

function index(commands: readonly NamedCommand[]): string {
  return toTable(
    ["command", "what"],
    commands.map(({ path, command }) => [`[\`${path}\`](#${path.replaceAll(" ", "-")})`, command.description()]),
  );
}

function section({ path, command }: NamedCommand): string {
  const { example, exitCodes } = command.documentation;
  const codes = { 0: "done", 1: "an error, reported on standard error", ...exitCodes };
  return [
    `### ${path}`,
    `${command.description()}.`,
    `    ${[path, ...usage(command)].join(" ")}`,
    options(command),
    `Exit code ${Object.entries(codes)
      .map(([code, meaning]) => `${code}: ${meaning}`)
      .join("; ")}.`,
    `Example:\n\n    ${example}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function usage(command: Command): string[] {
  const places = command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
  return command.options.length > 0 ? [...places, "[options]"] : places;
}

function options(command: Command): string {
  const places = command.registeredArguments.map((argument) => [`\`<${argument.name()}>\``, argument.description]);
  const flags = command.options.map(({ flags: flag, description }) => [`\`${flag}\``, description]);
  const rows = [...places, ...flags].map(([given = "", what = ""]) => [given, what.replaceAll("<", "\\<")]);
  return rows.length === 0 ? "" : toTable(["option", "what"], rows);
}
