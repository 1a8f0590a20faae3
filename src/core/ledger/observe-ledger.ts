import type { Metrics } from "../telemetry/create-metrics.ts";
import { withSpan } from "../telemetry/with-span.ts";
import type { Ledger } from "./change.ts";
import { LedgerUnavailableError } from "./ledger-unavailable.ts";

/** A ledger that measures the time of each change and records a span for it. */
export function observeLedger(ledger: Ledger, metrics: Metrics): Ledger {
  return {
    submit: async (change) => {
      const end = metrics.ledgerWait.startTimer();
      try {
        const attributes = { "marketplane.action": change.action, "marketplane.actor": kindOf(change.actor) };
        const answer = await withSpan("ledger.submit", attributes, () => ledger.submit(change));
        end({ result: "answered" });
        return answer;
      } catch (error) {
        end({ result: error instanceof LedgerUnavailableError ? "unavailable" : "refused" });
        throw error;
      }
    },
    close: () => ledger.close(),
  };
}

/** The kind of actor. The audit log has the operator or customer. */
function kindOf(actor: string): string {
  return actor.split(":")[0] ?? actor;
}
