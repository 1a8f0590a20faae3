import type { PulumiCli } from "../../../../engine/run-pulumi.ts";
import type { DriftReport } from "../../../core/model/drift-report.ts";
import type { PlannedChange } from "../../../core/model/remediation.ts";
import type { ChangeLimits } from "../../../fleet/drift/remediate/change-limits.ts";
import { remediate } from "../../../fleet/drift/remediate/remediate.ts";
import { askYes } from "../../kernel/ask.ts";
import type { CommandEnvironment } from "../../kernel/command-environment.ts";
import { withStopSignal } from "../../kernel/stop-signals.ts";
import { startProgress } from "../../kernel/with-progress.ts";

interface RemediateOptions {
  readonly cli: PulumiCli;
  readonly environment: CommandEnvironment;
  readonly limits: ChangeLimits;
  /** Whether to ask before anything is changed. */
  readonly isAsked: boolean;
  readonly scanAgain: () => Promise<DriftReport>;
}

/**
 * Remediates the findings. Planned changes are shown on standard error, because the report goes to standard
 * output.
 */
export function remediateWithApproval(
  report: DriftReport,
  { cli, environment, limits, isAsked, scanAgain }: RemediateOptions,
): Promise<DriftReport> {
  const { stderr } = environment;
  let stop = startProgress(stderr, "planning the remediation");
  const work = (signal: AbortSignal) =>
    remediate(report, {
      call: { ...cli, signal },
      limits,
      scanAgain: () => {
        // The scan shows its own progress.
        stop();
        return scanAgain();
      },
      approve: async (changes) => {
        stop();
        stderr.write(previewText(changes));
        const isApproved = !isAsked || (await askYes(environment, "apply these changes?", signal));
        stop = startProgress(stderr, "changing objects at the vendors");
        return isApproved;
      },
    });
  // A second signal must not kill this process: the engine still has to finish its step and save the state.
  return withStopSignal(work, { isSecondFinal: false }).finally(() => stop());
}

function previewText(changes: readonly PlannedChange[]): string {
  const lines = changes.map(
    ({ stack, operation, name, properties }) =>
      `  ${operation} ${name} in ${stack}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`,
  );
  return ["changes at the vendors:", ...lines, ""].join("\n");
}
