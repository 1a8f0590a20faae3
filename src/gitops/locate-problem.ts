import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, LineCounter, parseDocument, visit } from "yaml";
import type { Problem } from "../../stacks/problems.ts";
import type { CommitProblem } from "./commit-result.ts";

/** Where the files are that a stack's problems speak of, from the repository's folder. */
export interface DeclarationPlaces {
  readonly root: string;
  readonly stackFile: string;
  readonly tenantsFolder: string;
}

const saidLine = /\bat line (\d+)/;
const saidValue = /^"([^"]+)" stands in /;

/** Gives a problem of the stack's readers ("acme.yaml, hostnames.0.hostname") its file and line. */
export function locateProblem({ where, what }: Problem, places: DeclarationPlaces): CommitProblem {
  const [subject = "", property] = where.split(", ", 2);
  const message = property === undefined ? what : `${property}: ${what}`;
  if (subject.startsWith("configuration ")) {
    const path = configPath(subject.slice("configuration ".length), property);
    return { file: places.stackFile, line: lineIn(join(places.root, places.stackFile), path, what), message };
  }
  const file = join(places.tenantsFolder, subject);
  return { file, line: lineIn(join(places.root, file), property?.split(".") ?? [], what), message };
}

/** "marketplane" and "cnameTarget.hostname" are config → marketplane:cnameTarget → hostname. */
function configPath(key: string, property: string | undefined): string[] {
  const [first = "", ...rest] = property?.split(".") ?? [];
  return ["config", ...(property === undefined ? [key] : [`${key}:${first}`, ...rest])];
}

function lineIn(path: string, keys: readonly string[], what: string): number | null {
  const said = saidLine.exec(what)?.[1];
  if (said !== undefined) {
    return Number(said);
  }
  if (!existsSync(path)) {
    return null;
  }
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: counter });
  const value = saidValue.exec(what)?.[1];
  const at = (value === undefined ? undefined : offsetOfText(document, value)) ?? offsetOfPath(document, keys);
  return at === undefined ? 1 : counter.linePos(at).line;
}

function offsetOfText(document: ReturnType<typeof parseDocument>, text: string): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar: (_key, { value, range }) => {
      if (found === undefined && range && String(value) === text) found = range[0];
    },
  });
  return found;
}

/** The place of the property, or of the nearest one around it that is there. */
function offsetOfPath(document: ReturnType<typeof parseDocument>, keys: readonly string[]): number | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    const node = document.getIn(keys.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}
