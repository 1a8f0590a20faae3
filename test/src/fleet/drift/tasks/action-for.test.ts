import { expect, test } from "vitest";
import type { Finding } from "../../../../../src/core/model/drift-report.ts";
import { actionFor } from "../../../../../src/fleet/drift/tasks/action-for.ts";

const tenantUrn = "urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:apifew:User::abcdef-owner";
const othersUrn = "urn:pulumi:prod::shop::pulumi-nodejs:cloudflare:FallbackOrigin::origin";
const facts = {
  kind: "changed",
  type: "apifew:User",
  name: "abcdef-owner",
  urn: tenantUrn,
  isRemediatedByUp: true,
} as const;
const remediated = (change: Partial<Pick<Finding, "kind" | "type" | "name" | "urn" | "isRemediatedByUp">>) =>
  actionFor({ ...facts, ...change });

test("a finding that a tenant's run resolves is remediated by a run", () => {
  expect(remediated({})).toEqual({ kind: "remediate", tenantId: "abcdef" });
  expect(remediated({ kind: "missing" })).toEqual({ kind: "remediate", tenantId: "abcdef" });
  expect(remediated({ kind: "degraded" })).toEqual({ kind: "remediate", tenantId: "abcdef" });
  expect(remediated({ kind: "incomplete" })).toEqual({ kind: "remediate", tenantId: "abcdef" });
});

test("an unmanaged hostname can be assigned to a tenant, and no other object can", () => {
  const unmanaged = { kind: "unmanaged", urn: null, isRemediatedByUp: false } as const;
  expect(remediated({ ...unmanaged, type: "cloudflare:CustomHostname", name: "shop.customer.com" })).toEqual({
    kind: "adopt",
    hostname: "shop.customer.com",
  });
  expect(remediated({ ...unmanaged, type: "apifew:License" }).kind).toBe("none");
});

test("a finding that no run resolves comes with advice", () => {
  expect(remediated({ kind: "unverifiable", isRemediatedByUp: false })).toMatchObject({ kind: "none" });
  expect(remediated({ kind: "degraded", isRemediatedByUp: false })).toMatchObject({ kind: "none" });
  expect(remediated({ kind: "incomplete", isRemediatedByUp: false })).toMatchObject({
    advice: expect.stringContaining("next run of its shard"),
  });
  expect(remediated({ urn: othersUrn })).toEqual({
    kind: "none",
    advice: expect.stringContaining("marketplane drift --remediate"),
  });
});
