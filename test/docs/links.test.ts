import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { anchorsOf, linksOf, readPages, root } from "../support/documentation.ts";

const pages = readPages();
const anchors = new Map(pages.map((page) => [page.file, anchorsOf(page)]));

it.each(pages.map((page) => [page.file, page]))("%s has no broken links", (file, page) => {
  const broken = linksOf(page).filter((link) => !/^[a-z]+:/.test(link) && !isThere(link, file));
  expect(broken).toEqual([]);
});

it.each(pages.map((page) => [page.file, page]))("%s names only existing files of the repository", (_file, page) => {
  const paths =
    /(?<![\w./@<>$:-])(?:src|test|providers|stacks|engine|deploy|bench|examples)\/[\w./-]*\w(?!\S*[<*])(?!\w|[.]env)/g;
  const named = [...page.text.matchAll(paths)].map(([path]) => path).filter((path) => !path.endsWith(".env"));
  expect(named.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, `${path}.ts`)))).toEqual([]);
});

it("checks every page, and reports a broken link", () => {
  expect(pages.map(({ file }) => file)).toEqual(expect.arrayContaining(["README.md", "docs/README.md"]));
  expect(isThere("docs/README.md", "README.md")).toBe(true);
  expect(isThere("docs/gone.md", "README.md")).toBe(false);
  expect(isThere("#where-things-are", "README.md")).toBe(true);
  expect(isThere("#where-they-are", "README.md")).toBe(false);
});

/** In the repository and on the site. On the site a folder is a page only if it has a README. */
function isThere(link: string, from: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : normalize(join(dirname(from), decodeURI(path)));
  const folder = existsSync(join(root, target)) && statSync(join(root, target)).isDirectory();
  const isOnSite = from.includes("/");
  const file = folder ? join(target, "README.md") : target;
  if (!existsSync(join(root, file))) {
    return folder && !isOnSite && anchor === undefined;
  }
  // The site begins with docs/README.md. The root's README is only in the repository.
  if (isOnSite && file === "README.md") {
    return false;
  }
  return anchor === undefined || (anchors.get(file)?.has(anchor) ?? false);
}
