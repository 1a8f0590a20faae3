import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { simulatePage } from "../../../../src/project/docs/simulate-page.ts";

test("the page of `marketplane simulate` is up to date with `npm run docs`", () => {
  const { present, expected } = simulatePage();
  expect(present, "stale: run `npm run docs`").toBe(expected);
});

test("it has no broken links", () => {
  const links = [...simulatePage().expected.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => String(link));
  expect(links.filter((link) => !existsSync(new URL(link, new URL("../../../../docs/", import.meta.url))))).toEqual([]);
});
