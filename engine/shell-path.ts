import { dirname } from "node:path";
import type { Engine } from "./find-engine.ts";

/** A POSIX shell line that puts the project's Node, the engine and these folders first on PATH. */
export function exportPath(engine: Engine, toolFolders: readonly string[]): string {
  const folders = [dirname(process.execPath), engine.bin, ...toolFolders];
  // $PATH is expanded by the calling shell: entries that npm added to this process's PATH do not belong
  // there.
  return `export PATH=${quote(folders.join(":"))}:"$PATH"`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
