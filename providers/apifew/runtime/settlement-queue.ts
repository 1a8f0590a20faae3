import { errorText } from "../../error-text.ts";
import { VendorError } from "../../http/vendor-error.ts";
import type { ApifewClient } from "../client.ts";
import { notify } from "./notify.ts";
import type { StoredSettlements } from "./stored-settlements.ts";

/** The outcome of a token whose request is over. */
export interface Settlement {
  /** The token's SHA-256 in base64url, because the token itself must not be logged. */
  readonly tokenId: string;
  /** The sender, such as an address, if the adapter knows it. */
  readonly caller?: string;
  /** The status code to report to apifew; only 200 incurs a fee. */
  readonly statusCode: number;
  /**
   * consumed: apifew accepted it. refused: apifew does not know the token, or it was consumed before.
   * uncertain: a response was lost and apifew refused the retry, as it does for a token that it has accepted.
   * given-up: apifew accepted nothing, because the connection failed or the key is wrong; if a folder is
   * configured, the next start retries.
   */
  readonly outcome: "consumed" | "refused" | "uncertain" | "given-up";
  /** The name of the pricing that paid for the token, if the gate requests it. */
  readonly pricing?: string;
  /** apifew's message, without secrets. */
  readonly detail?: string;
}

/** A token whose request is over. */
export interface UsedToken {
  readonly text: string;
  readonly id: string;
  readonly caller: string | undefined;
}

export interface SettlerOptions {
  readonly consumeToken: ApifewClient["consumeToken"];
  /** Limit of settlements that wait for apifew. */
  readonly pendingMax: number;
  readonly onSettled: ((settlement: Settlement) => void) | undefined;
  readonly showPricing: boolean;
  /** The settlements stored on disk. */
  readonly kept?: StoredSettlements | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Consumes tokens ("token", step 3) after their requests. apifew accepts a token only once, so a consume is
 * retried until apifew has responded, within the client's retry policy.
 */
export class SettlementQueue {
  readonly #options: SettlerOptions;
  readonly #pending = new Set<Promise<void>>();

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Starts the settlement; the listener receives its outcome. */
  settle(token: UsedToken, statusCode: number): void {
    const { onSettled, pendingMax } = this.#options;
    const about = { tokenId: token.id, statusCode, ...(token.caller === undefined ? {} : { caller: token.caller }) };
    this.#keep(token, statusCode);
    if (this.#pending.size >= pendingMax) {
      const detail = `${pendingMax} settlements are already waiting for apifew`;
      notify(onSettled, { ...about, outcome: "given-up", detail });
      return;
    }
    const settling = this.#consume(token.text, statusCode).then((end) => {
      this.#pending.delete(settling);
      if (end.outcome !== "given-up") {
        this.#options.kept?.drop(token.id);
      }
      notify(onSettled, { ...about, ...end });
    });
    this.#pending.add(settling);
  }

  /** Resolves when no settlement is pending. */
  async drain(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.all(this.#pending);
    }
  }

  /** An unwritable folder must not fail requests; only this protection is lost. */
  #keep({ text, caller }: UsedToken, statusCode: number): void {
    try {
      const { kept, now } = this.#options;
      kept?.keep({ token: text, statusCode, keptAt: now(), ...(caller === undefined ? {} : { caller }) });
    } catch (error) {
      const reason = errorText(error);
      process.emitWarning(`could not store a settlement: ${reason}`, { type: "MarketplaneWarning" });
    }
  }

  async #consume(token: string, statusCode: number): Promise<Pick<Settlement, "outcome" | "detail" | "pricing">> {
    try {
      const { showPricing, consumeToken } = this.#options;
      const { isConsumed, pricing } = await consumeToken(token, statusCode, { showPricing });
      return isConsumed
        ? { outcome: "consumed", ...(pricing === undefined ? {} : { pricing }) }
        : { outcome: "refused", detail: "apifew reports that the token was not consumed" };
    } catch (error) {
      return { outcome: outcomeOf(error), ...(error instanceof Error ? { detail: error.message } : {}) };
    }
  }
}

function outcomeOf(error: unknown): Settlement["outcome"] {
  if (!(error instanceof VendorError)) {
    // The delay before another attempt was aborted: the last one was not accepted.
    return "given-up";
  }
  // If a server failed to the end, the outcome is unknown to apifew too. A refusal after a lost response most
  // likely means that the first attempt was accepted.
  const isUnanswered = error.kind === "unavailable" || error.kind === "malformed-response";
  if (error.details.outcome === "unknown") {
    return isUnanswered ? "given-up" : "uncertain";
  }
  return error.kind === "unavailable" || error.kind === "rate-limited" || error.kind === "unauthorized"
    ? "given-up"
    : "refused";
}
