import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { commandNotes } from "./command-notes.ts";
import { fillMarkers } from "./fill-markers.ts";
import { type NamedCommand, readCommands } from "./read-commands.ts";
import { type ReferencePage, referenceFolder } from "./reference-pages.ts";
import { toTable } from "./to-table.ts";

const name = "cli.md";

/** The page of the command line, from the definitions that the command line itself runs on. */
export async function cliPage(): Promise<ReferencePage> {
  const present = readFileSync(join(referenceFolder, name), "utf8");
  const commands = await readCommands();
  const parts = { index: index(commands), commands: commands.map(section).join("\n\n") };
  return { name, present, wanted: fillMarkers(name, present, parts) };
}

function index(commands: readonly NamedCommand[]): string {
  return toTable(
    ["command", "what"],
    commands.map(({ path, command }) => [`[\`${path}\`](#${path.replaceAll(" ", "-")})`, command.description()]),
  );
}

function section({ path, command }: NamedCommand): string {
  const note = commandNotes[path];
  if (note === undefined) {
    throw new Error(`say an example of \`${path}\` in src/project/docs/command-notes.ts`);
  }
  const exitCodes = { 0: "done", 1: "an error, told on standard error", ...note.exitCodes };
  return [
    `### ${path}`,
    `${command.description()}.`,
    `    ${[path, ...usage(command)].join(" ")}`,
    options(command),
    `Exit code ${Object.entries(exitCodes)
      .map(([code, meaning]) => `${code}: ${meaning}`)
      .join("; ")}.`,
    `Example:\n\n    ${note.example}`,
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
