import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { z } from "zod";
import { readCommands } from "../../src/project/docs/read-commands.ts";
import { codeOf, readPages, root } from "../support/documentation.ts";

const pages = readPages();
const commands = new Map((await readCommands()).map(({ path, command }) => [path, command]));
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

it.each(pages.map((page) => [page.file, page]))("%s names only commands and options that exist", (_file, page) => {
  expect(codeOf(page).flatMap(callsIn).flatMap(faultOf)).toEqual([]);
});

it.each(pages.map((page) => [page.file, page]))("%s names only scripts that package.json has", (_file, page) => {
  const named = codeOf(page).flatMap((code) => [...code.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)]);
  expect(named.map(([, script = ""]) => script).filter((script) => !(script in scripts))).toEqual([]);
});

it.each([...commands])("the example of `%s` runs that command", (path, { documentation: { example } }) => {
  expect(example.startsWith(path)).toBe(true);
  expect(callsIn(example).flatMap(faultOf)).toEqual([]);
});

it("finds a command and an option that do not exist", () => {
  const code = "marketplane tenants lst\nmarketplane drift --stak x | grep --colour y\nmarketplane tenants list|get";
  expect(callsIn(code).flatMap(faultOf)).toEqual(["marketplane tenants lst", "marketplane drift: --stak"]);
});

/** The commands of a page, one per line, with lines that end with \ joined. */
function callsIn(code: string): string[] {
  const lines = code.replaceAll(/\\\n\s*/g, " ");
  const starts = /(?:^|[|&;(] *|until |run: |\$ |\* )(marketplane [^\n#;&>)]*)/gm;
  return [...lines.matchAll(starts)].flatMap(([, call = ""]) => call.split(" | ").slice(0, 1));
}

function faultOf(call: string): string[] {
  const [, ...words] = call.trim().split(/\s+/);
  const places = words.filter((word) => /^[a-z][a-z_|-]*$/.test(word));
  if (places.length === 0 || words[0] !== places[0]) {
    return [];
  }
  const found = alternatives(places).map((path) => longest(path));
  if (found.some((command) => command === undefined)) {
    return [`marketplane ${places.join(" ")}`];
  }
  const [command] = found;
  if (command === undefined || command === "group") {
    return [];
  }
  const known = new Set([...command.options.map(({ long }) => long), "--help"]);
  return words
    .map((word) => word.replace(/[=,\].'"`]+.*$/, "").replace(/^\[/, ""))
    .filter((word) => word.startsWith("--") && !known.has(word))
    .map((word) => `marketplane ${command.name()}: ${word}`);
}

/** "tenants list|get" names two commands. */
function alternatives(places: readonly string[]): string[][] {
  return places.reduce<string[][]>(
    (paths, place) => place.split("|").flatMap((choice) => paths.map((path) => [...path, choice])),
    [[]],
  );
}

/** The command that the words begin with; "group" if they name only a group of commands. */
function longest(words: readonly string[]): Command | "group" | undefined {
  for (let length = words.length; length > 0; length -= 1) {
    const path = ["marketplane", ...words.slice(0, length)].join(" ");
    const command = commands.get(path);
    if (command !== undefined) {
      return command;
    }
    const isGroup = [...commands.keys()].some((known) => known.startsWith(`${path} `));
    if (isGroup) {
      return length === words.length ? "group" : undefined;
    }
  }
  return undefined;
}
