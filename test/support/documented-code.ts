import { readFile } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The code blocks of one language in a page of docs/, in their order. */
export async function readCodeBlocks(page: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"));
  return [...blocks].map((match) => match[1] ?? "");
}
