import { isAsSevereAs } from "../apply-policy.ts";
import type { DriftPolicy } from "../drift-policy.ts";
import type { DriftReport, Finding } from "../drift-report.ts";
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
  const result = { created: 0, updated: 0, reopened: 0, closed: 0, left: 0 };
  const kept = new Map<string, MarkedIssue>();
  const close = async ({ number }: MarkedIssue, reason: "completed" | "not_planned") => {
    await host.close(number, reason);
    result.closed += 1;
  };
  for (const issue of (await host.list()).flatMap((one) => markedIssue(one, scope))) {
    const { fingerprint } = issue.mark;
    // Two runs at the same time made two; the older one stays.
    if (!kept.has(fingerprint)) {
      kept.set(fingerprint, issue);
    } else if (issue.isOpen) {
      await close(issue, "not_planned");
    }
  }
  const wanted = report.findings.filter(({ severity }) => isAsSevereAs(severity, failOn));
  const found = new Set(wanted.map(({ fingerprint }) => fingerprint));
  const ignored = new Set(report.ignored.map(({ fingerprint }) => fingerprint));
  for (const issue of kept.values()) {
    const { fingerprint } = issue.mark;
    if (issue.isOpen && !found.has(fingerprint) && isKnown(issue.mark, report, options)) {
      await close(issue, ignored.has(fingerprint) ? "not_planned" : "completed");
    }
  }
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

/** Whether the report would have the finding, were it there still. */
function isKnown({ stack }: IssueMark, { stacks, errors }: DriftReport, { isUnmanagedWanted }: SyncOptions): boolean {
  const isChecked = (status: string) => status === "checked";
  return stack === null
    ? isUnmanagedWanted && errors.length === 0 && stacks.every(({ status }) => isChecked(status))
    : stacks.some(({ name, status }) => name === stack && isChecked(status));
}
