import { expect, it } from "vitest";
import { type SidebarItem, sidebar } from "../../docs/.vitepress/sidebar.ts";
import { toSiteFile } from "../../docs/.vitepress/site-pages.ts";
import { readPages } from "../support/documentation.ts";

const pages = readPages()
  .filter(({ file }) => file !== "README.md")
  .map(({ file }) => `/${toSiteFile(file)}`.replace(/\.md$/, "").replace(/(^|\/)index$/, "$1"));

it("has every page of the site exactly once", () => {
  const links = linksOf(sidebar);
  expect(links.filter((link, index) => links.indexOf(link) !== index)).toEqual([]);
  expect(links.sort()).toEqual(pages.sort());
});

function linksOf(items: readonly SidebarItem[]): string[] {
  return items.flatMap(({ link, items: below = [] }) => [...(link === undefined ? [] : [link]), ...linksOf(below)]);
}
