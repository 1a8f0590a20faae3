import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { simulatePage } from "../../../../src/project/docs/simulate-page.ts";

test("the page of `marketplane simulate` is up to date with `npm run docs`", () => {
  const { present, wanted } = simulatePage();
  expect(present, "stale: run `npm run docs`").toBe(wanted);
});

test("it has no broken links", () => {
  const links = [...simulatePage().wanted.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => String(link));
  expect(links.filter((link) => !existsSync(new URL(link, new URL("../../../../docs/", import.meta.url))))).toEqual([]);
});
