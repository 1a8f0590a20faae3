import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createMetrics } from "../../../../src/core/telemetry/create-metrics.ts";
import { controlPlanePage } from "../../../../src/project/docs/control-plane-page.ts";

const path = join(import.meta.dirname, "../../../../docs/control-plane.md");
const text = readFileSync(path, "utf8");

test("the page of the control plane is up to date with `npm run docs`", () => {
  const { present, expected } = controlPlanePage();
  expect(present, "stale: run `npm run docs`").toBe(expected);
});

test("it has no broken links", () => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => String(link));
  expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
});

test("it lists every series of ours", async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith("marketplane_"));
  expect(ours.filter((name) => !text.includes(name))).toEqual([]);
});
