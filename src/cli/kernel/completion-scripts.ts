import type { Command } from "commander";

/** A word that completes a command line. */
interface Word {
  readonly word: string;
  readonly description: string;
  /** Whether the word is an option that takes a value. */
  readonly takesValue: boolean;
}

/** The words that can follow a command, by its path, such as "tenants list"; the program itself is "". */
type Words = ReadonlyMap<string, readonly Word[]>;

const writers = { bash, zsh, fish } satisfies Record<string, (program: string, words: Words) => string>;

export type Shell = keyof typeof writers;
export const shells = Object.keys(writers) as Shell[];

/** A script that completes commands and options in a shell, generated from the declared ones. */
export function completionScript(shell: Shell, program: string, commands: readonly Command[]): string {
  const help = { word: "help", description: "Show the help text of a command or a topic", takesValue: false };
  const version = { word: "--version", description: "print the version", takesValue: false };
  const words = new Map([["", [...commands.map(wordOf), help, version]]]);
  for (const command of commands) {
    addWords(words, "", command);
  }
  return writers[shell](program, words);
}

function addWords(words: Map<string, Word[]>, parent: string, command: Command): void {
  const path = `${parent} ${command.name()}`.trim();
  const options = command.options.map(({ long, description, required }) => ({
    word: long ?? "",
    description,
    takesValue: required,
  }));
  words.set(path, [
    ...command.commands.map(wordOf),
    ...options.filter(({ word }) => word !== ""),
    { word: "--help", description: "show the help text", takesValue: false },
  ]);
  for (const child of command.commands) {
    addWords(words, path, child);
  }
}

function wordOf(command: Command): Word {
  return { word: command.name(), description: command.description(), takesValue: false };
}

/** The cases of a shell's `case` that follow the commands on the line: " tenants"|" tenants list". */
function knownPaths(words: Words): string {
  return [...words.keys()]
    .filter((path) => path !== "")
    .map((path) => `" ${path}"`)
    .join("|");
}

function atOf(path: string): string {
  return path === "" ? '""' : `" ${path}"`;
}

function bash(program: string, words: Words): string {
  const cases = [...words].map(
    ([path, next]) => `    ${atOf(path)}) next="${next.map(({ word }) => word).join(" ")}" ;;`,
  );
  return `# Completion of ${program} for bash: source this file, for example from ~/.bashrc.
_${program}() {
  local at="" next="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${knownPaths(words)}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${program} ${program}
`;
}

function zsh(program: string, words: Words): string {
  const cases = [...words].map(([path, next]) => {
    const items = next.map(({ word, description }) => quoted(`${word}:${description.replaceAll(":", "\\:")}`));
    return `    ${atOf(path)}) next=(${items.join(" ")}) ;;`;
  });
  return `#compdef ${program}
# Completion of ${program} for zsh: source this file after compinit, or save it as _${program} in a folder of fpath.
_${program}() {
  local at="" word
  local -a next
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      (${knownPaths(words)}) at="$at $word" ;;
    esac
  done
  case "$at" in
${cases.join("\n")}
  esac
  _describe ${program} next || _files
}
compdef _${program} ${program}
`;
}

function fish(program: string, words: Words): string {
  const lines = [...words].flatMap(([path, next]) =>
    next.map(({ word, description, takesValue }) => {
      const offered = word.startsWith("--") ? `-l ${word.slice(2)}${takesValue ? " -r" : ""}` : `-a ${word}`;
      return `complete -c ${program} -n '__${program}_at "${path}"' ${offered} -d ${quoted(description)}`;
    }),
  );
  const paths = [...words.keys()].filter((path) => path !== "").map((path) => `"${path}"`);
  return `# Completion of ${program} for fish: save it as ~/.config/fish/completions/${program}.fish.
function __${program}_at
  set -l at ""
  for word in (commandline -opc)[2..]
    set -l longer (string trim "$at $word")
    if contains -- "$longer" ${paths.join(" ")}
      set at "$longer"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}

/** A text in single quotes, in the form that all three shells read. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "’")}'`;
}
