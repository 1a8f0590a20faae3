import type { DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { isAsSevereAs } from "../apply-policy.ts";
import type { DriftPolicy } from "../drift-policy.ts";
import { isOver } from "../is-over.ts";
import type { FindingIssue, IssueHost } from "./issue-host.ts";
import { type IssueMark, issueText, readMark } from "./issue-text.ts";

export interface SyncOptions {
  readonly failOn: DriftPolicy["failOn"];
  /** The project of the report; issues of other projects are left alone. */
  readonly scope: string;
  /** Whether the scan searched for unmanaged objects. */
  readonly isUnmanagedWanted: boolean;
  /** The most issues open at a time, in case a whole fleet drifts. */
  readonly openMax?: number;
}

/** The number of issues per action. */
export interface SyncResult {
  readonly created: number;
  readonly updated: number;
  readonly reopened: number;
  readonly closed: number;
  /** Findings without an issue because `openMax` was reached. */
  readonly left: number;
}

const openMaxDefault = 50;

interface MarkedIssue extends FindingIssue {
  readonly mark: IssueMark;
}

/**
 * Keeps one issue per failing finding. The issue is created when the finding first appears, updated when the
 * finding changes, closed when it is over, and reopened if it comes back. Issues of a stack that was only
 * partly compared are not closed.
 */
export async function syncIssues(report: DriftReport, host: IssueHost, options: SyncOptions): Promise<SyncResult> {
  const { scope, failOn, openMax = openMaxDefault } = options;
  const listed = (await host.list()).flatMap((issue) => markedIssue(issue, scope));
  // Two concurrent scans can create an issue for the same finding; keep the older one.
  const kept = new Map(listed.toReversed().map((issue) => [issue.mark.fingerprint, issue]));
  const twins = listed.filter((issue) => issue.isOpen && kept.get(issue.mark.fingerprint) !== issue);
  const wanted = report.findings.filter(({ severity }) => isAsSevereAs(severity, failOn));
  const found = new Set(wanted.map(({ fingerprint }) => fingerprint));
  const over = [...kept.values()].filter((issue) => issue.isOpen && isToClose(issue.mark, found, report, options));
  const ignored = new Set(report.ignored.map(({ fingerprint }) => fingerprint));
  for (const issue of [...twins, ...over]) {
    const isResolved = over.includes(issue) && !ignored.has(issue.mark.fingerprint);
    await host.close(issue.number, isResolved ? "completed" : "not_planned");
  }
  const result = { created: 0, updated: 0, reopened: 0, closed: twins.length + over.length, left: 0 };
  let open = [...kept.values()].filter(({ isOpen, mark }) => isOpen && found.has(mark.fingerprint)).length;
  for (const finding of wanted) {
    const issue = kept.get(finding.fingerprint);
    if (!issue?.isOpen && open >= openMax) {
      result.left += 1;
      continue;
    }
    open += issue?.isOpen ? 0 : 1;
    const done = await syncIssue(finding, issue, host, scope);
    if (done !== undefined) {
      result[done] += 1;
    }
  }
  return result;
}

function isToClose(
  mark: IssueMark,
  found: ReadonlySet<string>,
  report: DriftReport,
  { isUnmanagedWanted }: SyncOptions,
): boolean {
  const isCovered = mark.stack !== null || isUnmanagedWanted;
  // A finding that no longer fails the scan is closed as well.
  const isFound = report.findings.some(({ fingerprint }) => fingerprint === mark.fingerprint);
  return !found.has(mark.fingerprint) && (isFound || (isCovered && isOver(mark, report)));
}

async function syncIssue(
  finding: Finding,
  issue: MarkedIssue | undefined,
  host: IssueHost,
  scope: string,
): Promise<"created" | "updated" | "reopened" | undefined> {
  const text = issueText(finding, scope);
  if (!issue) {
    await host.create(text);
    return "created";
  }
  // GitHub stores line breaks as typed; browsers send carriage returns.
  const isSame = issue.title === text.title && issue.body.replaceAll("\r\n", "\n").trim() === text.body.trim();
  if (issue.isOpen && isSame) {
    return undefined;
  }
  await host.update(issue.number, text);
  return issue.isOpen ? "updated" : "reopened";
}

function markedIssue(issue: FindingIssue, scope: string): MarkedIssue[] {
  const mark = readMark(issue.body);
  return mark?.scope === scope ? [{ ...issue, mark }] : [];
}
