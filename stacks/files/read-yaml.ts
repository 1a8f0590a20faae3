import { readFileSync } from "node:fs";
import { decodeText } from "./decode-text.ts";
import { parseYaml, unreadable, type YamlText } from "./parse-yaml.ts";

/** Reads a YAML or JSON file. Errors, including a missing file, are returned as problems. */
export function readYaml(path: string): YamlText {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return unreadable({ what: `cannot be read: ${readFailure(error)}` });
  }
  return parseYamlBytes(bytes);
}

/** The same for bytes that were already read. */
export function parseYamlBytes(bytes: Uint8Array): YamlText {
  const decoded = decodeText(bytes);
  return "problem" in decoded ? unreadable(decoded.problem) : parseYaml(decoded.text);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this user has no permission to read it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "its symbolic links form a loop",
};

/** Why a file or folder cannot be read, in words. */
export function readFailure(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (code || (error instanceof Error ? error.message : String(error)));
}
