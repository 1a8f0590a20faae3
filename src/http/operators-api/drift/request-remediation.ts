import { actionFor } from "../../../fleet/drift/tasks/action-for.ts";
import { type RequestedTask, requestTask } from "../../../fleet/drift/tasks/request-task.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { getOpenFinding } from "./find-finding.ts";

/**
 * Requests a remediation of the finding's tenant. Throws a 409 if a remediation cannot resolve the finding.
 */
export async function requestRemediation(
  { db, now }: Pick<ServiceContext, "db" | "now">,
  fingerprint: string,
  actor: string,
): Promise<RequestedTask> {
  const { finding } = await getOpenFinding(db, fingerprint);
  const action = actionFor(finding);
  if (action.kind !== "remediate") {
    const advice = action.kind === "adopt" ? "No tenant declares it. Assign it to a tenant instead." : action.advice;
    throw new HttpError(409, { detail: advice });
  }
  return requestTask(db, { kind: "remediate", tenantId: action.tenantId, fingerprint }, { actor, now: now() });
}
