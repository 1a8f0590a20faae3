import { readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { decodeUtf8 } from "./decode-text.ts";
import { readFailure } from "./read-yaml.ts";

/** A file that cannot be read as YAML, with its path from the folder. */
export interface FolderProblem {
  readonly file: string;
  readonly what: string;
}

export interface YamlFolder {
  /** Paths from the folder, with forward slashes, in order. */
  readonly files: readonly string[];
  readonly problems: readonly FolderProblem[];
}

/**
 * The YAML files of a folder and its subfolders. Hidden files are skipped, and so are editors' temporary
 * files (.acme.yaml.swp, .#acme.yaml, #acme.yaml#, acme.yaml~). A missing folder is a problem with an empty
 * file name.
 */
export function listYamlFiles(folder: string): YamlFolder {
  const files: string[] = [];
  const problems: FolderProblem[] = [];
  walk(folder, "", new Set(), { files, problems });
  return { files: files.sort(), problems };
}

interface Found {
  readonly files: string[];
  readonly problems: FolderProblem[];
}

function walk(root: string, below: string, within: ReadonlySet<string>, found: Found): void {
  const folder = join(root, below);
  let names: Buffer[];
  let real: string;
  try {
    names = readdirSync(folder, { encoding: "buffer" });
    real = realpathSync(folder);
  } catch (error) {
    found.problems.push({ file: below, what: folderFailure(error) });
    return;
  }
  // A link may point to a folder that contains it.
  if (within.has(real)) {
    return;
  }
  for (const bytes of names.filter((name) => !isPassedOver(name.toString("latin1")))) {
    const name = decodeUtf8(bytes);
    const shown = below === "" ? (name ?? escaped(bytes)) : `${below}/${name ?? escaped(bytes)}`;
    if (name === undefined) {
      if (isYaml(bytes.toString("latin1")) || isFolder(Buffer.concat([Buffer.from(`${folder}/`), bytes]))) {
        found.problems.push({ file: shown, what: "has a name that is not UTF-8; rename it" });
      }
      continue;
    }
    visitEntry(root, shown, new Set([...within, real]), found);
  }
}

function visitEntry(root: string, path: string, within: ReadonlySet<string>, found: Found): void {
  let stats: Stats;
  try {
    stats = statSync(join(root, path));
  } catch (error) {
    if (isYaml(path)) {
      found.problems.push({ file: path, what: `cannot be read: ${readFailure(error)}` });
    }
    return;
  }
  if (stats.isDirectory()) {
    walk(root, path, within, found);
  } else if (isYaml(path)) {
    if (stats.isFile()) {
      found.files.push(path);
    } else {
      found.problems.push({ file: path, what: "is not a regular file; move it elsewhere" });
    }
  }
}

function isPassedOver(name: string): boolean {
  return name.startsWith(".") || (name.startsWith("#") && name.endsWith("#")) || name.endsWith("~");
}

function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

function isFolder(path: Buffer): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function folderFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return "does not exist; create the folder, or set another one";
  }
  return code === "ENOTDIR" ? "is a file, but must be a folder" : `cannot be read: ${readFailure(error)}`;
}

/** A name with each non-ASCII byte as \xNN. */
function escaped(name: Buffer): string {
  return [...name]
    .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`))
    .join("");
}
