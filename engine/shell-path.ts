import { dirname } from "node:path";
import type { Engine } from "./find-engine.ts";

/** The line for a POSIX shell that puts the project's node, the engine and these folders first on PATH. */
export function exportPath(engine: Engine, toolFolders: readonly string[]): string {
  const folders = [dirname(process.execPath), engine.bin, ...toolFolders];
  // $PATH is left to the calling shell: what npm put on this process's PATH would only be in the way there.
  return `export PATH=${quote(folders.join(":"))}:"$PATH"`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
