import { describe, expect, it } from "vitest";
import type { RunStep } from "../../../../../src/core/model/run-record.ts";
import { toRunDetails } from "../../../../../src/fleet/reconciler/run/run-details.ts";

const secret = "a-secret-of-the-configuration";
const withoutSecrets = (text: string) => text.replaceAll(secret, "[redacted]");

function stepOf(operation: RunStep["operation"], more: Partial<RunStep> = {}): RunStep {
  const name = `abcdefghijklmnopqrstuvwxyz-${operation}.customer.com`;
  return {
    tenantId: "abc",
    type: "cloudflare:CustomHostname",
    name,
    operation,
    isFailed: false,
    properties: [],
    ...more,
  };
}

const detailsOf = (steps: readonly RunStep[], remarks: readonly string[] = []) =>
  toRunDetails([{ steps, remarks }], withoutSecrets);

describe("the stored details of a run", () => {
  it("are limited, keep failed, deleted and changed steps first, and count the rest", () => {
    const creates = Array.from({ length: 1_000 }, () => stepOf("create"));
    const { steps, omitted } = detailsOf([
      ...creates,
      stepOf("update"),
      stepOf("delete"),
      stepOf("create", { isFailed: true }),
    ]);
    expect(JSON.stringify(steps).length).toBeLessThan(34_000);
    expect(steps.slice(0, 3).map(({ operation, isFailed }) => `${operation} ${isFailed}`)).toEqual([
      "create true",
      "delete false",
      "update false",
    ]);
    expect(steps.length + (omitted.create ?? 0)).toBe(1_003);
  });

  it("contain no secret, not even a part of one", () => {
    const properties = [{ path: "customMetadata.note", before: null, after: `"${"x".repeat(190)} ${secret}"` }];
    const kept = JSON.stringify(detailsOf([stepOf("update", { properties })], [`warned of ${secret}`]));
    expect(kept).toContain("warned of [redacted]");
    expect(kept).not.toContain(secret.slice(0, 6));
  });

  it("keep the last remarks, shortened", () => {
    const { remarks } = detailsOf(
      [],
      Array.from({ length: 80 }, (_, index) => `${index} ${"y".repeat(900)}`),
    );
    expect(remarks).toHaveLength(50);
    expect(remarks.at(-1)).toMatch(/^79 y{400,500}…$/);
  });
});
