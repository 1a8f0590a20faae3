import { readFileSync } from "node:fs";
import { join } from "node:path";
import sarifSchema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { type ReportFormat, reportFormats, toReportText } from "../../../../../src/fleet/drift/report/formats.ts";
import { driftReportSchema } from "../../../../../src/fleet/drift/report/json.ts";
import { commentMarker } from "../../../../../src/fleet/drift/report/markdown.ts";
import { hostile, sampleReport } from "../sample-report.ts";

const root = join(import.meta.dirname, "../../../../..");
const setting = {
  stream: undefined,
  failOn: "warning",
  toolVersion: "1.2.3",
  projectFile: "deploy/Pulumi.yaml",
} as const;

function textOf(format: ReportFormat): string {
  return toReportText(sampleReport, format, setting);
}

describe("every format", () => {
  it.each(reportFormats)("%s has every finding, every error and the same bytes for the same report", (format) => {
    const text = textOf(format);

    for (const part of ["acme-shop", "acme-docs", "foreign.example", "no response"]) {
      expect(text).toContain(part);
    }
    expect(textOf(format)).toBe(text);
  });
});

describe("json", () => {
  const published = readFileSync(join(root, "docs/schemas/drift-report.schema.json"), "utf8");

  it("has the schema that docs/schemas publishes (`npm run docs` writes it)", () => {
    expect(published).toBe(driftReportSchema());
  });

  it("matches the published schema", () => {
    const ajv = new Ajv2020({ allErrors: true });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(published));

    expect(validate(JSON.parse(textOf("json"))), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...sampleReport, version: 1 })).toBe(false);
  });
});

describe("sarif", () => {
  const log = JSON.parse(textOf("sarif"));

  it("is valid SARIF 2.1.0", () => {
    // Draft 4 uses `id` and differs from later drafts in ways that do not matter here: this schema uses only
    // the name.
    const { id: _id, $schema: _draft, ...schema } = sarifSchema;
    const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);

    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...log, version: "2.0.0" })).toBe(false);
  });

  it("points to the line of the declaration, or to the project's file for an undeclared object", () => {
    const places = log.runs[0].results.map(
      ({
        locations,
      }: {
        locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
      }) => [locations[0]?.physicalLocation.artifactLocation.uri, locations[0]?.physicalLocation.region.startLine],
    );

    expect(places).toEqual([
      ["tenants/acme%20%26%20co.yaml", 7],
      ["deploy/Pulumi.yaml", 1],
      ["deploy/Pulumi.yaml", 1],
      ["deploy/Pulumi.yaml", 1],
      ["deploy/Pulumi.yaml", 1],
    ]);
  });

  it("contains the fingerprints, suppresses ignored findings, and states that the scan was incomplete", () => {
    const [run] = log.runs;

    expect(
      run.results.map((result: { partialFingerprints: object }) => Object.values(result.partialFingerprints)),
    ).toEqual([...sampleReport.findings, ...sampleReport.ignored].map(({ fingerprint }) => [fingerprint]));
    expect(run.results.at(-1).suppressions).toEqual([{ kind: "external", justification: "the customer knows" }]);
    expect(run.invocations[0].executionSuccessful).toBe(false);
  });
});

describe("junit", () => {
  const text = textOf("junit");

  it("counts failures, errors and skipped cases", () => {
    expect(text).toContain('<testsuites name="marketplane drift" tests="8" failures="4" errors="1" skipped="2">');
    expect(text).toContain('<testsuite name="production"');
  });

  it("keeps a vendor's text from becoming markup", () => {
    expect(text).not.toContain("<script>");
    const withoutAttributes = text.replaceAll(/"[^"]*"/g, '""');
    expect(withoutAttributes.match(/<!\[CDATA\[/g)?.length).toBe(withoutAttributes.match(/\]\]>/g)?.length);
  });
});

describe("codequality", () => {
  it("has the fields that GitLab requires of each issue, and a unique fingerprint", () => {
    const issues: { fingerprint: string }[] = JSON.parse(textOf("codequality"));

    for (const issue of issues) {
      expect(issue).toEqual({
        description: expect.stringMatching(/./),
        check_name: expect.stringMatching(/^drift\/\w+$/),
        fingerprint: expect.stringMatching(/^[0-9a-f]{32,64}$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: expect.stringMatching(/^[^/.]/), lines: { begin: expect.any(Number) } },
      });
    }
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    expect(issues).toHaveLength(sampleReport.findings.length + sampleReport.errors.length);
  });
});

describe("github", () => {
  const lines = textOf("github").trimEnd().split("\n");

  it("is one command per line, whatever a vendor's text contains", () => {
    expect(lines).toHaveLength(7);
    for (const line of lines) {
      expect(line).toMatch(/^::(error|warning|notice) [^:]*::/);
    }
    expect(lines[0]).toContain("::error file=tenants/acme & co.yaml,line=7,title=drift%3A changed::");
    expect(lines[0]).toContain("c%25d,e:f");
  });
});

describe("markdown", () => {
  const text = textOf("markdown");

  it("begins with the marker that identifies the comment", () => {
    expect(text.startsWith(`${commentMarker}\n`)).toBe(true);
  });

  it("keeps a vendor's text in its cell, without mentions", () => {
    const row = text.split("\n").find((line) => line.includes("acme-shop")) ?? "";

    expect(row.replaceAll("\\|", "").match(/\|/g)).toHaveLength(6);
    expect(text).not.toContain(hostile);
    expect(text.replaceAll(/(`+).*?\1/g, "")).not.toMatch(/[^\\]<script>|@team/);
  });
});

describe("human", () => {
  it("has no colours in a file, and lists unchecked resources, ignored findings and the next steps", () => {
    const text = textOf("human");

    expect(text).not.toContain("\u001b");
    expect(text).toContain("not checked: 2 resources of other providers");
    expect(text).toContain("the hostname is blocked (the customer knows; jane, until 2026-12-31)");
    expect(text).toContain("skipped: locked by an update");
    expect(text).toContain("next steps:\n  pulumi preview --refresh --diff --stack production");
  });
});
