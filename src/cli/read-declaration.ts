import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parse } from "yaml";

/** What a YAML or JSON file says; "-" is standard input. */
export async function readDeclaration(file: string): Promise<unknown> {
  const content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  try {
    return parse(content);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new Error(`${file === "-" ? "standard input" : file} is no YAML: ${reason}`, { cause: error });
  }
}
