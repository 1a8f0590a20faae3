import { type Finding, type IgnoredFinding, type Severity, severities } from "../../core/model/drift-report.ts";
import { countText } from "./count-text.ts";
import { type DriftPolicy, isSelected } from "./drift-policy.ts";

export interface Judged {
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** The number of findings of severity failOn or higher. */
  readonly failing: number;
  readonly warnings: readonly string[];
}

/** Assigns severities, and separates findings that the policy or the baseline ignores from the rest. */
export function applyPolicy(
  found: readonly Finding[],
  policy: DriftPolicy,
  known: ReadonlySet<string>,
  now: number,
): Judged {
  const today = new Date(now).toISOString().slice(0, "2026-01-01".length);
  const isOver = ({ expires }: { readonly expires: string }) => expires < today;
  const rules = policy.ignore.filter((rule) => !isOver(rule));
  const findings: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const unclassified of found) {
    const severity = policy.severity.find((rule) => isSelected(rule, unclassified))?.severity ?? unclassified.severity;
    const finding = { ...unclassified, severity };
    const rule = rules.find((candidate) => isSelected(candidate, finding));
    if (rule) {
      const { owner, reason, expires } = rule;
      ignored.push({ ...finding, ignoredBy: { by: "rule", owner, reason, expires } });
    } else if (known.has(finding.fingerprint)) {
      const ignoredBy = { by: "baseline", owner: null, reason: "listed in the baseline", expires: null } as const;
      ignored.push({ ...finding, ignoredBy });
    } else {
      findings.push(finding);
    }
  }
  const failing = findings.filter(({ severity }) => isAsSevereAs(severity, policy.failOn)).length;
  const expired = policy.ignore.filter(isOver).map(expiredText);
  return { findings, ignored, failing, warnings: [...expired, ...staleText(found, known)] };
}

/** Whether a finding of this severity fails the scan. */
export function isAsSevereAs(severity: Severity, failOn: DriftPolicy["failOn"]): boolean {
  return failOn !== "never" && severities.indexOf(severity) <= severities.indexOf(failOn);
}

function expiredText({ owner, reason, expires, ...rule }: DriftPolicy["ignore"][number]): string {
  return `ignore rule expired on ${expires} and no longer applies: ${JSON.stringify(rule)} (${reason}); ${owner} must fix the drift or renew the rule`;
}

function staleText(found: readonly Finding[], known: ReadonlySet<string>): string[] {
  const present = new Set(found.map(({ fingerprint }) => fingerprint));
  const gone = [...known].filter((fingerprint) => !present.has(fingerprint)).length;
  return gone === 0
    ? []
    : [
        `${countText(gone, "baseline finding no longer exists", "baseline findings no longer exist")}: update the baseline with --write-baseline`,
      ];
}
