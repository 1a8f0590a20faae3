import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";

/** The package's documents, by their paths from the root of the repository. */
const folders = ["providers", "docs/reference"];

/** Copies every document to its place in the package, with links to files of the package. */
export async function copyDocuments(root: string, into: string): Promise<void> {
  const documents = (await Promise.all(folders.map((folder) => documentsIn(root, folder)))).flat();
  const isInPackage = (file: string): boolean =>
    existsSync(join(into, file)) || documents.some((document) => packagePathOf(document) === file);
  for (const document of documents) {
    const target = join(into, packagePathOf(document));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, relink(await readFile(join(root, document), "utf8"), document, isInPackage));
  }
}

async function documentsIn(root: string, folder: string): Promise<string[]> {
  if (!existsSync(join(root, folder))) {
    return [];
  }
  const files = await readdir(join(root, folder), { recursive: true });
  return files.filter((file) => file.endsWith(".md")).map((file) => posix.join(folder, file));
}

/** The package's root is the providers' folder, and it contains declarations instead of sources. */
function packagePathOf(file: string): string {
  return file.replace(/^providers\//, "").replace(/(?<!\.d)\.ts$/, ".d.ts");
}

/** A link to a file that only the repository has is replaced by its text. */
export function relink(markdown: string, document: string, isInPackage: (file: string) => boolean): string {
  const here = posix.dirname(packagePathOf(document));
  return markdown.replaceAll(/\[([^\]\n]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/g, (_link, text, to, anchor) => {
    const file = packagePathOf(posix.join(posix.dirname(document), to));
    return isInPackage(file) ? `[${text}](${posix.relative(here, file)}${anchor ?? ""})` : text;
  });
}
