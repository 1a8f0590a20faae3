import { describe, expect, test } from "vitest";
import type { Condition, ConditionType } from "../../../../../src/core/model/condition.ts";
import { conditionTone, reasonInWords, tenantHealth } from "../../../../../src/http/console/tenants/tenant-health.ts";

const at = new Date("2026-11-22T08:00:00Z");
const earlier = new Date("2026-11-20T08:00:00Z");

describe("a tenant's health", () => {
  test.each([
    ["active", 1, [], "In progress", "busy"],
    ["active", 1, [ready("false", "Reconciling")], "In progress", "busy"],
    ["active", 1, [ready("false", "Failed", "1414: refused")], "Failing", "bad"],
    ["active", 1, [ready("false", "OwnerUnknown")], "Owner unknown", "warn"],
    ["active", 1, [ready("false", "PlanUnknown")], "Invalid", "bad"],
    ["removed", 1, [ready("false", "Reconciling")], "Removing", "busy"],
    ["removed", 1, [ready("false", "RemovalFailed")], "Removal failing", "bad"],
    ["removed", 0, [ready("false", "Removed")], "Removed", "quiet"],
    ["suspended", 0, [ready("false", "Suspended"), hostnames("Suspended")], "Suspended", "quiet"],
    ["active", 0, [ready("true", "Converged"), hostnames("WaitingForCustomer")], "Waiting for customer", "warn"],
    ["active", 0, [ready("true", "Converged"), hostnames("WaitingForDns")], "Waiting for customer", "warn"],
    ["active", 0, [ready("true", "Converged"), hostnames("Moved")], "Waiting for customer", "bad"],
    ["active", 0, [ready("true", "Converged"), hostnames("Blocked")], "Hostnames: not met", "bad"],
    ["active", 0, [ready("true", "Converged"), hostnames("Missing")], "Hostnames: not met", "bad"],
    ["active", 0, [ready("true", "Converged"), hostnames("CertificateValidating")], "Hostnames: not met", "busy"],
    ["active", 0, [ready("true", "Converged"), hostnames("Failed")], "Hostnames: not met", "warn"],
    ["active", 0, [ready("true", "Converged")], "Working", "good"],
  ] as const)("of %s, %i generations behind, with %j is: %s", (state, behind, conditions, text, tone) => {
    const facts = { state, conditions, generation: 2, observedGeneration: 2 - behind, changedAt: at, removedAt: null };
    expect(tenantHealth(facts)).toMatchObject({ text, tone });
  });

  test("states the cause, and since when", () => {
    const facts = { state: "active", generation: 2, observedGeneration: 1, changedAt: at, removedAt: null } as const;
    const conditions = [ready("false", "Failed", "Cloudflare: 1414 refused.")];
    expect(tenantHealth({ ...facts, conditions })).toMatchObject({ why: "Cloudflare: 1414 refused.", since: earlier });
    expect(tenantHealth({ ...facts, conditions: [] }).since).toEqual(at);
  });
});

test("a condition's tone distinguishes failures from progress, waiting for the customer, and intended states", () => {
  expect(conditionTone({ status: "false", reason: "Failed" })).toBe("bad");
  expect(conditionTone({ status: "false", reason: "Reconciling" })).toBe("busy");
  expect(conditionTone({ status: "false", reason: "WaitingForCustomer" })).toBe("warn");
  expect(conditionTone({ status: "false", reason: "Blocked" })).toBe("bad");
  expect(conditionTone({ status: "false", reason: "Suspended" })).toBe("quiet");
  expect(conditionTone({ status: "true", reason: "Active" })).toBe("good");
  expect(reasonInWords("WaitingForDns")).toBe("Waiting for DNS");
});

function ready(status: Condition["status"], reason: string, message = "Said by a test."): Condition {
  return condition("Ready", status, reason, message);
}

function hostnames(reason: string): Condition {
  return condition("HostnamesActive", "false", reason, "Said by a test.");
}

function condition(type: ConditionType, status: Condition["status"], reason: string, message: string): Condition {
  return { type, status, reason, message, lastTransitionAt: earlier.toISOString(), observedGeneration: 2 };
}
