import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { slugOf } from "../../docs/.vitepress/slug-of.ts";

export const root = join(import.meta.dirname, "../..");
const fence = /^( *)```.*\n[\s\S]*?^\1```$/gm;
const codeSpan = /(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g;

/** A page of Markdown, from docs/ or a folder's README. */
export interface DocumentedPage {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly text: string;
}

export function readPages(): DocumentedPage[] {
  const files = globSync(["*.md", "docs/**/*.md", "providers/**/*.md", "src/**/*.md"], {
    cwd: root,
    exclude: (name) => name === "node_modules" || name === "dist",
  });
  return files.sort().map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
}

/** The links of a page as written, without those in code. */
export function linksOf({ text }: DocumentedPage): string[] {
  const prose = text.replaceAll(fence, "").replaceAll(codeSpan, "code");
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?\)/g)].map(([, link = ""]) => link);
}

/** The anchors of a page's headings. */
export function anchorsOf({ text }: DocumentedPage): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replaceAll(fence, "").matchAll(/^#{1,6} (.*)$/gm)) {
    const slug = slugOf(heading.replaceAll("`", "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"));
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) {
      anchor = `${slug}-${count}`;
    }
    anchors.add(anchor);
  }
  return anchors;
}

/** All code on a page: blocks, indented lines and spans. */
export function codeOf({ text }: DocumentedPage): string[] {
  const blocks = [...text.matchAll(fence)].map(([block]) => block.replace(/^.*\n/, "").replace(/\n.*$/, ""));
  const others = text.replaceAll(fence, "");
  const lines = [...others.matchAll(/(?:^ {4}.*\n?)+/gm)].map(([block]) => block.replaceAll(/^ {4}/gm, ""));
  return [...blocks, ...lines, ...[...others.matchAll(codeSpan)].map(([, , code = ""]) => code)];
}
