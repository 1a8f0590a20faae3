import { expect, it } from "vitest";
import { endpointsOf, marketplaces } from "../../../../src/http/marketplaces/index.ts";
import { marketplaceSources } from "../../../../stacks/tenant-declaration.ts";
import { offlineContext, testConfig } from "../../../support/service-context.ts";

it("describes every marketplace that a tenant can come from, once", () => {
  expect(marketplaces.map(({ source }) => source)).toEqual(marketplaceSources);
});

it("gives a configured marketplace an endpoint of its own and routes below it alone", () => {
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
  const config = testConfig({ clevercloud: undefined, cloudflareApp: undefined });
  const context = offlineContext({ config });
  expect(endpointsOf(config)).toEqual([]);
  expect(marketplaces.flatMap(({ routes }) => routes(context))).toEqual([]);
});
