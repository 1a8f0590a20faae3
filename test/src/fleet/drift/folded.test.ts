import { describe, expect, it } from "vitest";
import type { DriftReport, Finding } from "../../../../src/core/model/drift-report.ts";
import { countText } from "../../../../src/fleet/drift/count-text.ts";
import { type ReportFormat, toReportText } from "../../../../src/fleet/drift/report/formats.ts";
import { sampleReport } from "./sample-report.ts";

const [sample] = sampleReport.findings;
const setting = { stream: undefined, failOn: "warning", toolVersion: "1.2.3", projectFile: "Pulumi.yaml" } as const;

function member(name: string, severity: Finding["severity"] = "note"): Finding {
  if (!sample) {
    throw new Error("the sample has findings");
  }
  const about = {
    kind: "unverifiable",
    type: "apifew:ManagedUser",
    message: `${name}: cannot be checked`,
    property: null,
  } as const;
  return { ...sample, ...about, name, severity, fingerprint: name.padEnd(32, "0") };
}

function textOf(format: ReportFormat, findings: readonly Finding[]): string {
  const report: DriftReport = { ...sampleReport, findings: [...findings] };
  return toReportText(report, format, setting);
}

describe("an unverifiable object", () => {
  const members = [member("m1"), member("m2"), member("m3")];

  it("is only counted in reports for people, all in one line", () => {
    expect(textOf("human", members)).toContain("cannot be verified: 3 apifew:ManagedUser");
    expect(textOf("markdown", members)).toContain(
      "Cannot be verified (the vendor documents no call): 3 apifew:ManagedUser.",
    );
    for (const format of ["human", "markdown", "github", "codequality"] as const) {
      expect(textOf(format, members)).not.toContain("cannot be checked");
    }
  });

  it("is undecided in reports for machines: skipped in JUnit, open in SARIF, and complete in JSON", () => {
    expect(textOf("junit", members).match(/<skipped/g)?.length).toBeGreaterThanOrEqual(3);
    expect(textOf("junit", members)).not.toContain("<failure");
    const results = JSON.parse(textOf("sarif", members)).runs[0].results.slice(0, 3);
    expect(results).toEqual(Array(3).fill(expect.objectContaining({ kind: "open", level: "none" })));
    expect(JSON.parse(textOf("json", members)).findings).toHaveLength(3);
  });

  it("is listed if a policy raises its severity", () => {
    for (const format of ["human", "markdown", "github", "codequality"] as const) {
      expect(textOf(format, [member("m1", "error")])).toMatch(/m1/);
    }
  });
});

describe("a count", () => {
  it("has its noun in singular or plural", () => {
    expect([countText(1, "error"), countText(2, "error"), countText(0, "entry", "entries")]).toEqual([
      "1 error",
      "2 errors",
      "0 entries",
    ]);
    const text = textOf("human", []);
    expect(text).toMatch(/\b1 error\b/);
    expect(text).not.toMatch(/\b1 errors\b|\b1 stacks\b|\b1 resources\b(?! could)/);
  });
});
