import { secretsOf } from "../../../core/config/secrets-of.ts";
import { appendAudit } from "../../../core/ledger/append-audit.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { createRedactor } from "../../../core/redaction/redactor.ts";
import { redactBody } from "../../journal/redact-request.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { ServiceEnv } from "../../kernel/service-env.ts";
import { getRequest } from "./find-requests.ts";
import { isUnproven, toReplay } from "./to-replay.ts";

/** Answers a request as the control plane does, without a network in between. */
export type Dispatch = (request: Request, bindings: ServiceEnv["Bindings"]) => Response | Promise<Response>;

/** What the control plane answered this time, without secrets. */
export interface Replayed {
  readonly status: number;
  readonly answer: string;
}

interface ReplayOptions {
  readonly actor: string;
  /** Sends it although it did not prove to be a marketplace's. */
  readonly force: boolean;
}

const unprovenText =
  "The request was refused: its sender did not prove to be the marketplace, so anyone may have sent it. " +
  "A replay carries the marketplace's credentials and takes effect. If you know that it is genuine, replay it with force=true (--force).";

/** Makes what sends recorded requests again, through `dispatch`, and notes in the audit log who did. */
export function replayer(context: ServiceContext, dispatch: Dispatch) {
  const { config, db, now } = context;
  const redactor = createRedactor(secretsOf(config));
  return async (id: string, { actor, force }: ReplayOptions): Promise<Replayed> => {
    const recorded = await getRequest(db, id);
    const request = toReplay(recorded, context);
    if (isUnproven(recorded) && !force) {
      throw new HttpError(409, { detail: unprovenText });
    }
    const { method, path, tenantId } = recorded;
    const entry = {
      at: now(),
      actor,
      action: "request.replay",
      tenantId,
      detail: { id, method, path, ...(isUnproven(recorded) && { force }) },
    };
    await inLedgerTransaction(db, (transaction) => appendAudit(transaction, entry));
    const response = await dispatch(request, { replayOf: id });
    return { status: response.status, answer: redactBody(await response.text(), redactor) };
  };
}
