import type { DriftReport, Finding } from "../../../core/model/drift-report.ts";
import { isAsSevereAs } from "../apply-policy.ts";
import type { DriftPolicy } from "../drift-policy.ts";
import { isOver } from "../is-over.ts";
import type { FindingIssue, IssueHost } from "./issue-host.ts";
import { type IssueMark, issueText, readMark } from "./issue-text.ts";

export interface SyncOptions {
  readonly failOn: DriftPolicy["failOn"];
  /** The project that the report is of; issues of others are left alone. */
  readonly scope: string;
  /** Whether the search looked for what no stack owns. */
  readonly isUnmanagedWanted: boolean;
  /** The most issues that are open at a time: a fleet may drift as a whole. */
  readonly openMax?: number;
}

/** What was done, in numbers of issues. */
export interface SyncResult {
  readonly created: number;
  readonly updated: number;
  readonly reopened: number;
  readonly closed: number;
  /** Findings for which there was no room. */
  readonly left: number;
}

const openMaxDefault = 50;

interface MarkedIssue extends FindingIssue {
  readonly mark: IssueMark;
}

/**
 * Keeps one issue for each failing finding: made when it is found first, brought to what is found now, closed when it is over,
 * opened again when it comes back. Of a stack that was not looked at as a whole nothing is closed.
 */
export async function syncIssues(report: DriftReport, host: IssueHost, options: SyncOptions): Promise<SyncResult> {
  const { scope, failOn, openMax = openMaxDefault } = options;
  const listed = (await host.list()).flatMap((issue) => markedIssue(issue, scope));
  // Two runs at the same time made two of one finding; the older one stays.
  const kept = new Map(listed.toReversed().map((issue) => [issue.mark.fingerprint, issue]));
  const twins = listed.filter((issue) => issue.isOpen && kept.get(issue.mark.fingerprint) !== issue);
  const wanted = report.findings.filter(({ severity }) => isAsSevereAs(severity, failOn));
  const found = new Set(wanted.map(({ fingerprint }) => fingerprint));
  const over = [...kept.values()].filter((issue) => issue.isOpen && isToClose(issue.mark, found, report, options));
  const ignored = new Set(report.ignored.map(({ fingerprint }) => fingerprint));
  for (const issue of [...twins, ...over]) {
    const isDone = over.includes(issue) && !ignored.has(issue.mark.fingerprint);
    await host.close(issue.number, isDone ? "completed" : "not_planned");
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
    const done = await bringTo(finding, issue, host, scope);
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
  const isLookedFor = mark.stack !== null || isUnmanagedWanted;
  // What is found and fails no more is closed as well.
  const isFound = report.findings.some(({ fingerprint }) => fingerprint === mark.fingerprint);
  return !found.has(mark.fingerprint) && (isFound || (isLookedFor && isOver(mark, report)));
}

async function bringTo(
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
  // GitHub keeps lines as they were typed, in a browser with a carriage return.
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
