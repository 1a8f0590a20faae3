import { secretsOf } from "../../../core/config/secrets-of.ts";
import { appendAudit } from "../../../core/ledger/audit-log.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { createRedactor } from "../../../core/redaction/redactor.ts";
import { redactBody } from "../../journal/redact-request.ts";
import { HttpError } from "../../kernel/problem.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import type { ServiceEnv } from "../../kernel/service-env.ts";
import { getRequest } from "./find-requests.ts";
import { isUnproven, toReplay } from "./to-replay.ts";

/** Handles a request within the process, without a network. */
export type Dispatch = (request: Request, bindings: ServiceEnv["Bindings"]) => Response | Promise<Response>;

/** The control plane's new answer, without secrets. */
export interface Replayed {
  readonly status: number;
  readonly answer: string;
}

interface ReplayOptions {
  readonly actor: string;
  /** Replays it even if it did not authenticate as a marketplace. */
  readonly force: boolean;
}

const unprovenText =
  "The request was refused because its sender did not authenticate as the marketplace, so anyone may have sent it. " +
  "A replay carries the marketplace's credentials and takes effect. If you know that it is genuine, replay it with force=true (--force).";

/**
 * Returns a function that replays recorded requests through `dispatch` and records the operator in the audit
 * log.
 */
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
