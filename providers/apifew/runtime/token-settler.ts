import { errorText } from "../../error-text.ts";
import { VendorError } from "../../http/vendor-error.ts";
import type { ApifewClient } from "../client.ts";
import type { KeptSettlements } from "./kept-settlements.ts";
import { notify } from "./notify.ts";

/** What became of a token whose request is over. */
export interface Settlement {
  /** The token's SHA-256 in base64url, because the token itself must not be logged. */
  readonly tokenId: string;
  /** The sender, such as an address, if the adapter knows it. */
  readonly caller?: string;
  /** The status code to report to apifew; only 200 incurs a fee. */
  readonly statusCode: number;
  /**
   * consumed: apifew accepted it. refused: apifew does not know the token, or it was consumed before.
   * uncertain: an answer was lost and apifew refused the retry, as it does for a token that it has accepted.
   * given-up: apifew accepted nothing, because the connection failed or the key is wrong; if a folder is
   * configured, the next start retries.
   */
  readonly outcome: "consumed" | "refused" | "uncertain" | "given-up";
  /** The name of the pricing that the token was paid by, where the gate asks for it. */
  readonly pricing?: string;
  /** apifew's words, without secrets. */
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
  /** Bound of the settlements that wait for apifew. */
  readonly pendingMax: number;
  readonly onSettled: ((settlement: Settlement) => void) | undefined;
  readonly showPricing: boolean;
  /** What outlives the process. */
  readonly kept?: KeptSettlements | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Consumes tokens ("token", step 3) after their requests. apifew takes a token once, so a consume is sent again until apifew has
 * answered, for as long as the client is patient.
 */
export class TokenSettler {
  readonly #options: SettlerOptions;
  readonly #pending = new Set<Promise<void>>();

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Starts the settlement; the listener gets its outcome. */
  settle(token: UsedToken, statusCode: number): void {
    const { onSettled, pendingMax } = this.#options;
    const about = { tokenId: token.id, statusCode, ...(token.caller === undefined ? {} : { caller: token.caller }) };
    this.#keep(token, statusCode);
    if (this.#pending.size >= pendingMax) {
      const detail = `${pendingMax} settlements wait for apifew already`;
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

  /** Resolves when nothing is pending. */
  async drain(): Promise<void> {
    while (this.#pending.size > 0) {
      await Promise.all(this.#pending);
    }
  }

  /** A folder that cannot be written costs this memory and no request. */
  #keep({ text, caller }: UsedToken, statusCode: number): void {
    try {
      const { kept, now } = this.#options;
      kept?.keep({ token: text, statusCode, keptAt: now(), ...(caller === undefined ? {} : { caller }) });
    } catch (error) {
      const reason = errorText(error);
      process.emitWarning(`a settlement could not be written down: ${reason}`, { type: "MarketplaneWarning" });
    }
  }

  async #consume(token: string, statusCode: number): Promise<Pick<Settlement, "outcome" | "detail" | "pricing">> {
    try {
      const { showPricing, consumeToken } = this.#options;
      const { isConsumed, pricing } = await consumeToken(token, statusCode, { showPricing });
      return isConsumed
        ? { outcome: "consumed", ...(pricing === undefined ? {} : { pricing }) }
        : { outcome: "refused", detail: "apifew says that it is not consumed" };
    } catch (error) {
      return { outcome: outcomeOf(error), ...(error instanceof Error ? { detail: error.message } : {}) };
    }
  }
}

function outcomeOf(error: unknown): Settlement["outcome"] {
  if (!(error instanceof VendorError)) {
    // The pause before another attempt was broken off: the last one was not taken.
    return "given-up";
  }
  // A server that failed to the end has said nothing; one that refused after a lost answer had taken the token, most likely.
  const isUnanswered = error.kind === "unavailable" || error.kind === "malformed-response";
  if (error.details.outcome === "unknown") {
    return isUnanswered ? "given-up" : "uncertain";
  }
  return error.kind === "unavailable" || error.kind === "rate-limited" || error.kind === "unauthorized"
    ? "given-up"
    : "refused";
}
