import { cpSync, existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";
import { toSiteFile } from "./site-pages.ts";

const root = resolve(import.meta.dirname, "../..");
const linked = new Set<string>();

/**
 * Rewrites a page's relative links, which are valid in the repository, for the site: to the page of a
 * Markdown file, or to a copy of any other file's text.
 */
export function linkSources(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("link-sources", ({ tokens, env }: { tokens: Token[]; env: MarkdownEnv }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (href !== null && !/^([a-z]+:|#|\/)/.test(href)) {
        token.attrSet("href", toSiteLink(href, env.realPath ?? env.path));
      }
    }
  });
}

/** Copies the files that pages link to into the site. */
export function copySources(folder: string): void {
  for (const file of linked) {
    cpSync(join(root, file), join(folder, sourcePath(file)));
  }
}

type Token = ReturnType<MarkdownRenderer["parse"]>[number];

function toSiteLink(href: string, page: string): string {
  const [path = "", fragment] = href.split("#");
  const hash = fragment === undefined ? "" : `#${fragment}`;
  const target = resolve(dirname(page), decodeURI(path));
  const index = join(target, "README.md");
  const file = relative(root, existsSync(index) ? index : target);
  if (file.endsWith(".md")) {
    return `/${toSiteFile(file)}${hash}`;
  }
  if (!statSync(target, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`${page} links to ${href}, which is no file`);
  }
  linked.add(file);
  return `/${sourcePath(file)}`;
}

/** Browsers show a text as such by its ending. */
function sourcePath(file: string): string {
  return `source/${file}.txt`;
}
