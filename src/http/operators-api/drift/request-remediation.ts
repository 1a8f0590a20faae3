import { actionFor } from "../../../fleet/drift/tasks/action-for.ts";
import { type RequestedTask, requestTask } from "../../../fleet/drift/tasks/request-task.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { getOpenFinding } from "./find-finding.ts";

/** Asks a worker to bring back the tenant that a finding is of; a problem 409 where that does not help. */
export async function requestRemediation(
  { db, now }: Pick<ServiceContext, "db" | "now">,
  fingerprint: string,
  actor: string,
): Promise<RequestedTask> {
  const { finding } = await getOpenFinding(db, fingerprint);
  const action = actionFor(finding);
  if (action.kind !== "remediate") {
    const advice = action.kind === "adopt" ? "Nobody declared it: give it to a tenant instead." : action.advice;
    throw new HttpError(409, { detail: advice });
  }
  return requestTask(db, { kind: "remediate", tenantId: action.tenantId, fingerprint }, { actor, now: now() });
}
