import { type AskedTask, askTask } from "../../../fleet/drift/tasks/ask-task.ts";
import { treatmentOf } from "../../../fleet/drift/tasks/treatment-of.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { getOpenFinding } from "./find-finding.ts";

/** Asks a worker to bring back the tenant that a finding is of; a problem 409 where that does not help. */
export async function askCure(
  { db, now }: Pick<ServiceContext, "db" | "now">,
  fingerprint: string,
  actor: string,
): Promise<AskedTask> {
  const { finding } = await getOpenFinding(db, fingerprint);
  const treatment = treatmentOf(finding);
  if (treatment.kind !== "cure") {
    const advice = treatment.kind === "adopt" ? "Nobody declared it: give it to a tenant instead." : treatment.advice;
    throw new HttpError(409, { detail: advice });
  }
  return askTask(db, { kind: "cure", tenantId: treatment.tenantId, fingerprint }, { actor, now: now() });
}
