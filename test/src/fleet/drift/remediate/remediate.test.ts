import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DriftReport, Finding } from "../../../../../src/core/model/drift-report.ts";
import { missingFinding } from "../../../../../src/fleet/drift/findings.ts";
import { type RemediateOptions, remediate } from "../../../../../src/fleet/drift/remediate/remediate.ts";
import { type ReportFormat, reportFormats, toReportText } from "../../../../../src/fleet/drift/report/formats.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { sampleReport } from "../sample-report.ts";

const urnOf = (name: string) => `urn:pulumi:production::shop::pulumi-nodejs:cloudflare:CustomHostname::${name}`;

function gone(name: string): Finding {
  const resource = { urn: urnOf(name), name, id: "zone/1" };
  return missingFinding({ stack: "production", type: "cloudflare:CustomHostname", resource });
}

function reportWith(...findings: Finding[]): DriftReport {
  const stacks = [{ name: "production", status: "checked" as const, reason: null, resources: 2, notChecked: [] }];
  const result = findings.length === 0 ? "clean" : "drift";
  return { ...sampleReport, result, stacks, findings, ignored: [], errors: [] };
}

/** An engine that previews these steps, whose update exits with this code, and that records every call. */
async function engineWith(steps: readonly object[], { code = 0, events = "" } = {}) {
  const folder = await temporaryFolder();
  const pulumi = join(folder, "pulumi");
  await writeFile(join(folder, "preview.json"), JSON.stringify({ steps }));
  await writeFile(join(folder, "events.json"), events);
  await writeFile(
    pulumi,
    `#!/bin/sh
printf '%s\\n' "$*" >> ${folder}/calls
if [ "$1" = preview ]; then cat ${folder}/preview.json; else cat ${folder}/events.json; exit ${code}; fi
`,
  );
  await chmod(pulumi, 0o755);
  const call = { pulumi, cwd: folder, env: { PATH: process.env.PATH }, signal: new AbortController().signal };
  return { call, calls: join(folder, "calls") };
}

function optionsOf(call: RemediateOptions["call"], after: DriftReport): RemediateOptions {
  return {
    call,
    limits: { maxChanges: 20, maxDeletions: 0 },
    approve: async () => true,
    scanAgain: async () => after,
  };
}

describe("a remediation", () => {
  it("reports which findings are remediated and which are left", async () => {
    const { call } = await engineWith([{ op: "create", urn: urnOf("shop") }]);

    const { result, remediation } = await remediate(
      reportWith(gone("shop"), gone("www")),
      optionsOf(call, reportWith(gone("www"))),
    );

    expect(result).toBe("drift");
    expect(remediation?.findings.map((finding) => finding.result)).toEqual(["remediated", "left"]);
  });

  it("has failed if the stack could not be checked afterwards", async () => {
    const { call } = await engineWith([{ op: "create", urn: urnOf("shop") }]);
    const [stack] = reportWith().stacks;
    const after = { ...reportWith(), stacks: stack ? [{ ...stack, status: "skipped" as const }] : [] };

    const { result, remediation, errors } = await remediate(reportWith(gone("shop")), optionsOf(call, after));

    expect(result).toBe("error");
    expect(remediation?.findings[0]?.result).toBe("failed");
    expect(errors[0]?.message).toContain("the stack could not be checked afterwards");
  });

  it("reports the engine's error for the failed resource, without colour marks", async () => {
    const message = "<{%reset%}>error: no more hostnames\n<{%reset%}>";
    const events = JSON.stringify({ diagnosticEvent: { severity: "error", urn: urnOf("shop"), message } });
    const { call } = await engineWith([{ op: "create", urn: urnOf("shop") }], { code: 1, events: `${events}\n` });

    const report = await remediate(reportWith(gone("shop")), optionsOf(call, reportWith()));

    expect(report.remediation?.findings[0]).toMatchObject({
      result: "failed",
      reason: `no more hostnames; retry with pulumi up --target '${urnOf("shop")}'`,
    });
  });

  it("changes nothing if a resource without drift would change, or if the changes are not approved", async () => {
    const wide = await engineWith([{ op: "update", urn: urnOf("www") }]);
    const refused = await engineWith([{ op: "create", urn: urnOf("shop") }]);
    const before = reportWith(gone("shop"));

    const first = await remediate(before, optionsOf(wide.call, before));
    const second = await remediate(before, { ...optionsOf(refused.call, before), approve: async () => false });

    expect(first.errors[0]?.message).toContain("the engine would also update www, which did not drift");
    expect(second).toMatchObject({ result: "drift", remediation: { outcome: "declined" } });
    for (const { calls } of [wide, refused]) {
      expect(await readFile(calls, "utf8")).not.toMatch(/^up /m);
    }
  });

  // Code Quality lists the current findings, and GitLab derives which ones are gone.
  it.each(reportFormats.filter((format) => format !== "codequality"))(
    "is part of the report in %s",
    async (format: ReportFormat) => {
      const { call } = await engineWith([{ op: "create", urn: urnOf("shop") }]);
      const report = await remediate(reportWith(gone("shop")), optionsOf(call, reportWith()));
      const setting = { stream: undefined, failOn: "warning", toolVersion: "1", projectFile: "Pulumi.yaml" } as const;

      const text = toReportText(report, format, setting);

      expect(text).toContain("shop");
      expect(text).toContain("remediated");
    },
  );
});
