import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { marketplaceSections } from "../../../../src/core/config/marketplaces/index.ts";
import { endpointsOf, marketplaces } from "../../../../src/http/marketplaces/index.ts";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import { offlineContext, testConfig } from "../../../support/service-context.ts";

it("describes every marketplace that a tenant can come from, once", () => {
  expect(marketplaces.map(({ source }) => source)).toEqual(marketplaceSources);
});

it("gives a configured marketplace its own endpoint and routes only below it", () => {
  const context = offlineContext();
  for (const { source, endpoint, routes } of marketplaces) {
    const { path, signInPath, source: named } = endpoint(context.config) ?? {};
    expect(named).toBe(source);
    const paths = routes(context).flatMap((group) => group.routes.map((route) => route.path));
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((one) => !one.startsWith(`${path}`) && one !== signInPath)).toEqual([]);
  }
});

it("gives a marketplace that is not configured neither an endpoint nor routes", () => {
  const none = Object.fromEntries(Object.keys(marketplaceSections).map((section) => [section, undefined]));
  const config = testConfig(none);
  const context = offlineContext({ config });
  expect(endpointsOf(config)).toEqual([]);
  expect(marketplaces.flatMap(({ routes }) => routes(context))).toEqual([]);
});

it("is compared by its source in no code outside its own folder", () => {
  const cwd = fileURLToPath(new URL("../../../..", import.meta.url));
  const own = /^src\/(http\/marketplaces\/[\w-]+\/|tools\/|project\/|core\/db\/migrations\/)/;
  const names = marketplaceSources.join("|");
  const comparison = new RegExp(
    `\\b(source|marketplace|actor|endpoint)\\b["',)\\s:!=]{1,12}["'](${names})["']|["'](${names})["'] [!=]==`,
  );
  for (const violation of [
    `tenant.source === "clevercloud"`,
    `.where("source", "=", "clevercloud")`,
    `source = 'clevercloud'`,
  ]) {
    expect(violation).toMatch(comparison);
  }
  const lines = globSync("{src,stacks}/**/*.ts", { cwd })
    .filter((file) => !own.test(file))
    .flatMap((file) =>
      readFileSync(`${cwd}/${file}`, "utf8")
        .split("\n")
        .flatMap((line, index) => (comparison.test(line) ? [`${file}:${index + 1}`] : [])),
    );
  expect(lines).toEqual([]);
});
