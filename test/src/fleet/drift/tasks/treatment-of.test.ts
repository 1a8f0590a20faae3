import { expect, test } from "vitest";
import type { Finding } from "../../../../../src/core/model/drift-report.ts";
import { treatmentOf } from "../../../../../src/fleet/drift/tasks/treatment-of.ts";

const tenantUrn = "urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:apifew:User::abcdef-owner";
const othersUrn = "urn:pulumi:prod::shop::pulumi-nodejs:cloudflare:FallbackOrigin::origin";
const facts = {
  kind: "changed",
  type: "apifew:User",
  name: "abcdef-owner",
  urn: tenantUrn,
  isCuredByUp: true,
} as const;
const treated = (change: Partial<Pick<Finding, "kind" | "type" | "name" | "urn" | "isCuredByUp">>) =>
  treatmentOf({ ...facts, ...change });

test("what a tenant's run ends is cured by one", () => {
  expect(treated({})).toEqual({ kind: "cure", tenantId: "abcdef" });
  expect(treated({ kind: "missing" })).toEqual({ kind: "cure", tenantId: "abcdef" });
  expect(treated({ kind: "degraded" })).toEqual({ kind: "cure", tenantId: "abcdef" });
  expect(treated({ kind: "incomplete" })).toEqual({ kind: "cure", tenantId: "abcdef" });
});

test("a hostname that nobody has can be given to a tenant, and nothing else can", () => {
  const unmanaged = { kind: "unmanaged", urn: null, isCuredByUp: false } as const;
  expect(treated({ ...unmanaged, type: "cloudflare:CustomHostname", name: "shop.customer.com" })).toEqual({
    kind: "adopt",
    hostname: "shop.customer.com",
  });
  expect(treated({ ...unmanaged, type: "apifew:License" }).kind).toBe("none");
});

test("where no run of ours helps, it is said what does", () => {
  expect(treated({ kind: "unverifiable", isCuredByUp: false })).toMatchObject({ kind: "none" });
  expect(treated({ kind: "degraded", isCuredByUp: false })).toMatchObject({ kind: "none" });
  expect(treated({ kind: "incomplete", isCuredByUp: false })).toMatchObject({
    advice: expect.stringContaining("next run on its shard"),
  });
  expect(treated({ urn: othersUrn })).toEqual({
    kind: "none",
    advice: expect.stringContaining("marketplane drift --remediate"),
  });
});
