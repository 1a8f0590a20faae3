import { secretsOf } from "../../config/secrets-of.ts";
import { redactBody } from "../../journal/redact-request.ts";
import { createRedactor } from "../../journal/redactor.ts";
import { appendAudit } from "../../ledger/append-audit.ts";
import { inLedgerTransaction } from "../../ledger/ledger-transaction.ts";
import type { ServiceContext } from "../service-context.ts";
import type { ServiceEnv } from "../service-env.ts";
import { getRequest } from "./find-requests.ts";
import { toReplay } from "./to-replay.ts";

/** Answers a request as the control plane does, without a network in between. */
export type Dispatch = (request: Request, bindings: ServiceEnv["Bindings"]) => Response | Promise<Response>;

/** What the control plane answered this time, without secrets. */
export interface Replayed {
  readonly status: number;
  readonly answer: string;
}

/** Makes what sends recorded requests again, through `dispatch`, and notes in the audit log who did. */
export function replayer({ config, db, now }: ServiceContext, dispatch: Dispatch) {
  const redactor = createRedactor(secretsOf(config));
  return async (id: string, actor: string): Promise<Replayed> => {
    const recorded = await getRequest(db, id);
    const request = toReplay(recorded, config);
    const { method, path, tenantId } = recorded;
    const entry = { at: now(), actor, action: "request.replay", tenantId, detail: { id, method, path } };
    await inLedgerTransaction(db, (transaction) => appendAudit(transaction, entry));
    const response = await dispatch(request, { replayOf: id });
    return { status: response.status, answer: redactBody(await response.text(), redactor) };
  };
}
