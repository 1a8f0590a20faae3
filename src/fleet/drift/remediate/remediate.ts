import { errorText } from "@marketplane/providers/error-text.ts";
import type { EngineCall } from "../../../../engine/run-pulumi.ts";
import type { DriftError, DriftReport, Finding } from "../../../core/model/drift-report.ts";
import type { PlannedChange, RemediatedFinding, Remediation } from "../../../core/model/remediation.ts";
import { shellQuoted } from "../shell-quoted.ts";
import { type ChangeLimits, limitProblem } from "./change-limits.ts";
import { previewTargets, type UpdateErrors, updateTargets } from "./targeted-run.ts";

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
 * Restores drifted resources at the vendors and nothing else. All stacks are previewed before the first
 * change, and nothing changes if the limits would be exceeded. Returns the report of the scan afterwards, or
 * `before` if nothing changed, with the result of each finding. Unmanaged objects are not touched.
 */
export async function remediate(before: DriftReport, options: RemediateOptions): Promise<DriftReport> {
  const { call, limits, approve, scanAgain } = options;
  const remediable = before.findings.filter(isRemediable);
  if (remediable.length === 0) {
    return { ...before, remediation: { outcome: "nothing", reason: null, changes: [], findings: [] } };
  }
  const failures = new Map<string, UpdateErrors>();
  const plans = await previewAll(remediable, call, failures);
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
    failures.set(stack, await updateTargets(stack, urnsOf(remediable, stack), call));
  }
  const after = plans.size > 0 ? await scanAgain() : before;
  const findings = remediable.map((finding) => resultOf(finding, after, failures.get(finding.stack)));
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
  failures: Map<string, UpdateErrors>,
): Promise<Map<string, PlannedChange[]>> {
  const plans = new Map<string, PlannedChange[]>();
  for (const stack of new Set(remediable.map((finding) => finding.stack))) {
    try {
      plans.set(stack, await previewTargets(stack, urnsOf(remediable, stack), call));
    } catch (error) {
      const general = errorText(error);
      failures.set(stack, { byUrn: new Map(), general });
    }
  }
  return plans;
}

function urnsOf(remediable: readonly Remediable[], stack: string): string[] {
  return [...new Set(remediable.filter((finding) => finding.stack === stack).map(({ urn }) => urn))];
}

function resultOf(finding: Remediable, after: DriftReport, failures: UpdateErrors | undefined): RemediatedFinding {
  const { fingerprint, kind, stack, urn, type, name, message } = finding;
  const about = { fingerprint, kind, stack, urn, type, name, message };
  const failure = failures?.byUrn.get(urn) ?? failures?.general;
  if (failure !== undefined) {
    // The refresh before the update wrote the observed values to the state, so no later scan finds this
    // difference.
    return { ...about, result: "failed", reason: `${failure}; retry with pulumi up --target ${shellQuoted(urn)}` };
  }
  if (!after.stacks.some(({ name: of, status }) => of === stack && status === "checked")) {
    return { ...about, result: "failed", reason: "the stack could not be checked afterwards" };
  }
  return [...after.findings, ...after.ignored].some((one) => one.fingerprint === fingerprint)
    ? { ...about, result: "left", reason: "it still differs after the update: check the declaration and the vendor" }
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
