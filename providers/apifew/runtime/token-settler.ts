import { VendorError } from "../../http/vendor-error.ts";
import type { ApifewClient } from "../client.ts";
import { notify } from "./notify.ts";

/** What became of a token whose request is over. */
export interface Settlement {
  /** The token's SHA-256, base64url: the token itself stands in no log. */
  readonly tokenId: string;
  /** Who sent it, such as an address, where the adapter can tell. */
  readonly caller?: string;
  /** The status code that apifew was to be told; 200 is the one with a fee. */
  readonly statusCode: number;
  /**
   * consumed: apifew took it. refused: apifew knows no such token, or it was consumed before. uncertain: apifew was told
   * and its answer was lost. given-up: apifew took nothing, for want of a connection or of a right key.
   */
  readonly outcome: "consumed" | "refused" | "uncertain" | "given-up";
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
}

/**
 * Consumes tokens ("token", step 3) after their requests. The client sends again what surely was not taken and nothing
 * else, so a token is told to apifew at most once.
 */
export class TokenSettler {
  readonly #options: SettlerOptions;
  readonly #pending = new Set<Promise<void>>();

  constructor(options: SettlerOptions) {
    this.#options = options;
  }

  /** Begins to settle; what comes of it is told to the listener. */
  settle(token: UsedToken, statusCode: number): void {
    const { onSettled, pendingMax } = this.#options;
    const about = { tokenId: token.id, statusCode, ...(token.caller === undefined ? {} : { caller: token.caller }) };
    if (this.#pending.size >= pendingMax) {
      const detail = `${pendingMax} settlements wait for apifew already`;
      notify(onSettled, { ...about, outcome: "given-up", detail });
      return;
    }
    const settling = this.#consume(token.text, statusCode).then((end) => {
      this.#pending.delete(settling);
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

  async #consume(token: string, statusCode: number): Promise<Pick<Settlement, "outcome" | "detail">> {
    try {
      const { isConsumed } = await this.#options.consumeToken(token, statusCode, { showPricing: false });
      return isConsumed
        ? { outcome: "consumed" }
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
  if (error.details.outcome === "unknown") {
    return "uncertain";
  }
  return error.kind === "unavailable" || error.kind === "rate-limited" || error.kind === "unauthorized"
    ? "given-up"
    : "refused";
}
