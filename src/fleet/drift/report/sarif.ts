import { SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import {
  type DriftKind,
  type DriftReport,
  type Finding,
  type IgnoredFinding,
  kinds,
} from "../../../core/model/drift-report.ts";
import { sarifText, sarifUri } from "../../../core/output/sarif.ts";
import { isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

const descriptions: Readonly<Record<DriftKind, string>> = {
  changed: "A property at the vendor differs from its declaration.",
  missing: "A declared object is missing at the vendor.",
  incomplete: "An update left a replacement, a deletion or another operation incomplete.",
  unmanaged: "An object at the vendor is not in any stack.",
  degraded: "An object is as declared but does not work.",
  unverifiable: "The vendor documents no call to read the object.",
};

/** The report as SARIF 2.1.0, for code scanning: each finding at the line that declares the object. */
export function toSarifText(report: DriftReport, { toolVersion, projectFile }: ReportSetting): string {
  const run = new SarifRunBuilder({ defaultSourceLanguage: "yaml" }).initSimple({
    toolDriverName: "marketplane drift",
    toolDriverVersion: toolVersion,
  });
  for (const kind of kinds) {
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId: ruleOf(kind), shortDescriptionText: descriptions[kind] }));
  }
  for (const finding of [...report.findings, ...report.ignored]) {
    run.addResult(toResult(finding, projectFile));
  }
  run.run.invocations = [
    {
      executionSuccessful: report.result !== "error",
      endTimeUtc: report.checkedAt,
      toolExecutionNotifications: [
        ...report.errors.map(({ message }) => ({ level: "error" as const, message: { text: message } })),
        ...report.warnings.map((text) => ({ level: "warning" as const, message: { text } })),
      ],
    },
  ];
  if (report.remediation) {
    run.run.properties = { remediation: report.remediation };
  }
  return sarifText(run);
}

function ruleOf(kind: DriftKind): string {
  return `drift/${kind}`;
}

function toResult(finding: Finding | IgnoredFinding, projectFile: string): SarifResultBuilder {
  const { kind, severity, message, remedy, location, fingerprint, urn, name, type } = finding;
  const result = new SarifResultBuilder({
    // Code scanning matches alerts by this fingerprint, even if their line has moved.
    partialFingerprints: { "marketplaneDrift/v1": fingerprint },
    properties: { type, id: finding.id, stack: finding.stack, property: finding.property },
    ...("ignoredBy" in finding
      ? { suppressions: [{ kind: "external" as const, justification: finding.ignoredBy.reason }] }
      : {}),
  }).initSimple({
    ruleId: ruleOf(kind),
    level: severity,
    messageText: `${message}. ${remedy}.`,
    // Code scanning rejects a result without a location.
    fileUri: sarifUri(location?.file ?? projectFile),
    startLine: location?.line ?? 1,
  });
  if (isFolded(finding)) {
    // SARIF's kind for what could not be determined; such a result has no level.
    Object.assign(result.result, { kind: "open", level: "none" });
  }
  result.result.locations = (result.result.locations ?? [{}]).map((one) => ({
    ...one,
    logicalLocations: [{ name, kind: "resource", ...(urn === null ? {} : { fullyQualifiedName: urn }) }],
  }));
  return result;
}
