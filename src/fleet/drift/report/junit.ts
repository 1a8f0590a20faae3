import junit, { type Builder } from "junit-report-builder";
import { type DriftReport, type Finding, kinds } from "../../../core/model/drift-report.ts";
import { isAsSevereAs } from "../apply-policy.ts";
import { countText } from "../count-text.ts";
import { isFolded } from "../is-folded.ts";
import type { ReportSetting } from "./report-setting.ts";

/**
 * The report as JUnit XML: one suite per stack, and one for unmanaged objects. A failing finding is a failed
 * case. A finding below failOn is a passed case with output. Ignored findings and skipped stacks are skipped
 * cases.
 */
export function toJunitText(report: DriftReport, { failOn }: ReportSetting): string {
  const isFailing = ({ severity }: Finding) => isAsSevereAs(severity, failOn);
  const builder = newBuilder().name("marketplane drift");
  for (const { name, status, reason, resources } of report.stacks) {
    const suite = builder.testSuite().name(name);
    addFindings(suite, report, name, isFailing);
    const summary = suite
      .testCase()
      .className("stack")
      .name(`${countText(resources, "resource")} compared`);
    if (status === "skipped") {
      summary.skipped().standardOutput(reason ?? status);
    }
  }
  const others = builder.testSuite().name("not in any stack");
  addFindings(others, report, null, isFailing);
  for (const { stack, vendor, resource, message } of report.errors) {
    const name = [stack, vendor, resource].filter((part) => part !== null).join(", ") || "scan";
    others.testCase().className("error").name(name).error(message, "error");
  }
  addRemediation(builder, report);
  return builder.build();
}

/** The package's types declare a `default` export that its CommonJS module does not have. */
function isBuilder(module: unknown): module is Builder {
  return typeof module === "object" && module !== null && "newBuilder" in module;
}

function newBuilder(): Builder {
  return (isBuilder(junit) ? junit : junit.default).newBuilder();
}

type Suite = ReturnType<Builder["testSuite"]>;

function addFindings(
  suite: Suite,
  report: DriftReport,
  stack: string | null,
  isFailing: (finding: Finding) => boolean,
): void {
  for (const kind of kinds) {
    for (const finding of report.findings.filter((one) => one.kind === kind && one.stack === stack)) {
      const testCase = caseOf(suite, finding);
      if (isFolded(finding)) {
        testCase.skipped().standardOutput(finding.message);
      } else if (isFailing(finding)) {
        testCase.failure(finding.message, kind).stacktrace(finding.remedy);
      } else {
        testCase.standardOutput(finding.message);
      }
    }
  }
  for (const finding of report.ignored.filter((one) => one.stack === stack)) {
    caseOf(suite, finding).skipped().standardOutput(`${finding.message} (${finding.ignoredBy.reason})`);
  }
}

function addRemediation(builder: Builder, { remediation }: DriftReport): void {
  // Failed remediations are already among the errors.
  const remediated = (remediation?.findings ?? []).filter(({ result }) => result !== "failed");
  if (remediated.length === 0) {
    return;
  }
  const suite = builder.testSuite().name("remediation");
  for (const { result, type, kind, stack, name, message, reason } of remediated) {
    const testCase = suite.testCase().className(type).name(`${kind} ${name} in ${stack}`);
    if (result === "left") {
      testCase.failure(reason ?? result, result);
    }
    testCase.standardOutput(`${result}: ${message}`);
  }
}

function caseOf(suite: Suite, { kind, type, name, property, location }: Finding) {
  const testCase = suite.testCase().className(type).name([kind, name, property?.path].filter(Boolean).join(" "));
  return location === null ? testCase : testCase.file(location.file);
}
