import type { DriftReport } from "../../core/model/drift-report.ts";
import type { PlannedChange } from "../../core/model/remediation.ts";
import type { PulumiCli } from "../../fleet/drift/pulumi-stack.ts";
import type { ChangeLimits } from "../../fleet/drift/remediate/change-limits.ts";
import { remediate } from "../../fleet/drift/remediate/remediate.ts";
import { askYes } from "../ask.ts";

interface ApprovalOptions {
  readonly cli: PulumiCli;
  readonly limits: ChangeLimits;
  /** Whether a person is asked before anything is changed. */
  readonly isAsked: boolean;
  readonly scanAgain: () => Promise<DriftReport>;
}

/** Cures what was found; what it would do is shown on standard error, since standard output has the report. */
export async function remediateWithApproval(
  report: DriftReport,
  { cli, limits, isAsked, scanAgain }: ApprovalOptions,
): Promise<DriftReport> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const signals = ["SIGINT", "SIGTERM"] as const;
  // The engine ends what it has begun and saves its state; killed with this process it could not.
  for (const signal of signals) {
    process.on(signal, stop);
  }
  try {
    return await remediate(report, {
      call: { ...cli, signal: stopping.signal },
      limits,
      scanAgain,
      approve: async (changes) => {
        process.stderr.write(previewText(changes));
        return !isAsked || (await askYes("change this?", stopping.signal));
      },
    });
  } finally {
    for (const signal of signals) {
      process.off(signal, stop);
    }
  }
}

function previewText(changes: readonly PlannedChange[]): string {
  const lines = changes.map(
    ({ stack, operation, name, properties }) =>
      `  ${operation} ${name} in ${stack}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`,
  );
  return ["to be changed at the vendors:", ...lines, ""].join("\n");
}
