import { errorText } from "@marketplane/providers/error-text.ts";
import type { EngineCall } from "../../../../engine/run-pulumi.ts";
import type { DriftError, DriftReport, Finding } from "../../../core/model/drift-report.ts";
import type { PlannedChange, RemediatedFinding, Remediation } from "../../../core/model/remediation.ts";
import { shellQuoted } from "../shell-quoted.ts";
import { type ChangeLimits, limitProblem } from "./change-limits.ts";
import { type Complaints, previewTargets, updateTargets } from "./targeted-run.ts";

export interface RemediateOptions {
  readonly call: EngineCall;
  readonly limits: ChangeLimits;
  /** Shows the planned changes, and returns whether to apply them. */
  readonly approve: (changes: readonly PlannedChange[]) => Promise<boolean>;
  /** Scans for drift again after the changes are applied. */
  readonly scanAgain: () => Promise<DriftReport>;
}

type Remediable = Finding & { readonly stack: string; readonly urn: string };

/**
 * Makes the vendors match the declarations where they differ, and touches nothing else: every stack is previewed before
 * the first one is changed, and what would be too much is not begun. Yields the report of the search afterwards, or the
 * given one where nothing was changed, with what became of each finding. What is unmanaged stays as it is.
 */
export async function remediate(before: DriftReport, options: RemediateOptions): Promise<DriftReport> {
  const { call, limits, approve, scanAgain } = options;
  const remediable = before.findings.filter(isRemediable);
  if (remediable.length === 0) {
    return { ...before, remediation: { outcome: "nothing", reason: null, changes: [], findings: [] } };
  }
  const complaints = new Map<string, Complaints>();
  const plans = await previewAll(remediable, call, complaints);
  const changes = [...plans.values()].flat();
  const problem = limitProblem(changes, limits);
  if (problem !== undefined) {
    const refused: Remediation = { outcome: "refused", reason: problem, changes, findings: [] };
    return withErrors({ ...before, remediation: refused }, [errorOf(null, null, problem)]);
  }
  if (changes.length > 0 && !(await approve(changes))) {
    return { ...before, remediation: { outcome: "declined", reason: null, changes, findings: [] } };
  }
  for (const stack of plans.keys()) {
    complaints.set(stack, await updateTargets(stack, urnsOf(remediable, stack), call));
  }
  const after = plans.size > 0 ? await scanAgain() : before;
  const findings = remediable.map((finding) => resultOf(finding, after, complaints.get(finding.stack)));
  const remediation: Remediation = { outcome: "done", reason: null, changes, findings };
  const failed = findings.filter(({ result }) => result === "failed");
  return withErrors(
    { ...after, remediation },
    failed.map(({ stack, name, reason }) => errorOf(stack, name, `not remediated: ${reason}`)),
  );
}

function isRemediable(finding: Finding): finding is Remediable {
  return finding.isRemediatedByUp && finding.stack !== null && finding.urn !== null;
}

/** The changes of each stack that can be previewed. The other stacks are not remediated. */
async function previewAll(
  remediable: readonly Remediable[],
  call: EngineCall,
  complaints: Map<string, Complaints>,
): Promise<Map<string, PlannedChange[]>> {
  const plans = new Map<string, PlannedChange[]>();
  for (const stack of new Set(remediable.map((finding) => finding.stack))) {
    try {
      plans.set(stack, await previewTargets(stack, urnsOf(remediable, stack), call));
    } catch (error) {
      const general = errorText(error);
      complaints.set(stack, { byUrn: new Map(), general });
    }
  }
  return plans;
}

function urnsOf(remediable: readonly Remediable[], stack: string): string[] {
  return [...new Set(remediable.filter((finding) => finding.stack === stack).map(({ urn }) => urn))];
}

function resultOf(finding: Remediable, after: DriftReport, complaints: Complaints | undefined): RemediatedFinding {
  const { fingerprint, kind, stack, urn, type, name, message } = finding;
  const about = { fingerprint, kind, stack, urn, type, name, message };
  const complaint = complaints?.byUrn.get(urn) ?? complaints?.general;
  if (complaint !== undefined) {
    // The refresh before the update wrote the observed values to the state, so no later scan finds this
    // difference.
    return { ...about, result: "failed", reason: `${complaint}; pulumi up --target ${shellQuoted(urn)} tries again` };
  }
  if (!after.stacks.some(({ name: of, status }) => of === stack && status === "checked")) {
    return { ...about, result: "failed", reason: "it could not be looked at again" };
  }
  return [...after.findings, ...after.ignored].some((one) => one.fingerprint === fingerprint)
    ? { ...about, result: "left", reason: "it is found still: the declaration or the vendor does not end it" }
    : { ...about, result: "remediated", reason: null };
}

function errorOf(stack: string | null, resource: string | null, message: string): DriftError {
  return { stack, vendor: null, resource, message };
}

function withErrors(report: DriftReport, errors: readonly DriftError[]): DriftReport {
  return errors.length === 0
    ? report
    : {
        ...report,
        result: "error",
        errors: [...report.errors, ...errors],
        summary: { ...report.summary, errors: report.summary.errors + errors.length },
      };
}
