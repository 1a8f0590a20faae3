import { describe, expect, test } from "vitest";
import { findUnmanaged } from "../../../../src/fleet/adopt/find-unmanaged.ts";
import { startTestSandbox } from "../../../support/sandbox.ts";

const zones = ["5a4db0c0ffee00000000000000000001", "5a4db0c0ffee00000000000000000002"];

describe("unmanaged objects", () => {
  test("in two zones with the same hostname get different names, the same in every run", async () => {
    const customHostnames = [{ hostname: "a.customer.com" }, { hostname: "b.customer.com" }];
    await using sandbox = await startTestSandbox({
      seed: {
        cloudflare: {
          zones: [
            { name: "saasprovider.com", customHostnames },
            { id: zones[1], name: "other.com", customHostnames: customHostnames.slice(0, 1) },
          ],
        },
      },
    });
    const scope = { vendors: ["cloudflare" as const], zones, pricingNames: {}, baseUrl: undefined };
    const { objects } = await findUnmanaged(scope, sandbox.settings, undefined);
    const names = objects.map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
    expect(names).toContain("b.customer.com");
    expect(names.filter((name) => name.startsWith(`a.customer.com-${zones[0]}/`))).toHaveLength(1);
    const again = await findUnmanaged({ ...scope, zones: zones.toReversed() }, sandbox.settings, undefined);
    expect(again.objects.map(({ name }) => name).sort()).toEqual(names.sort());
  });
});
