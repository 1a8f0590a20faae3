import { z } from "zod";
import { type Clock, elapsedOf, systemClock } from "../../http/clock.ts";
import { RateLimiter } from "../../http/rate-limiter.ts";
import type { RetryPolicy } from "../../http/retry.ts";
import type { Transport } from "../connect.ts";
import { backgroundClock } from "./background-clock.ts";
import { connect, connectionFields, parseOptions } from "./connection.ts";
import { type Refusal, type RefusalCode, refusalOf } from "./refusal.ts";
import { RefusedCallers } from "./refused-callers.ts";
import { isRequestToken, tokenIdOf } from "./request-token.ts";
import { type Settlement, SettlementQueue } from "./settlement-queue.ts";
import { StoredSettlements } from "./stored-settlements.ts";
import { createMemoryLedger, type TokenLedger } from "./token-ledger.ts";
import { within } from "./within.ts";

const Count = z.int({ error: "must be a whole number" }).min(1);

const Options = z.strictObject({
  ...connectionFields,
  /** How many used tokens are remembered, 100 bytes each. */
  spentTokensMax: Count.default(100_000),
  /** How many tokens may wait for apifew. Tokens beyond that are dropped, and their requests stay unpaid. */
  settlementsMax: Count.default(10_000),
  /**
   * Refuses a caller for ten minutes after this many tokens that apifew did not know; by default no caller is
   * refused. Behind a proxy, configure the adapter to identify the caller.
   */
  refusedTokensMax: Count.optional(),
  /** Requests the pricing that paid for each token from apifew; the settlement includes it. */
  showPricing: z.boolean({ error: "must be true or false" }).default(false),
  /**
   * A folder of this product for settlements that apifew has not yet accepted. A process that starts with it
   * sends the remaining ones.
   */
  folder: z.string({ error: "must be a folder's path" }).min(1).optional(),
  /** apifew documents no limit. Calls of resources and license checks do not count. */
  consumesPerSecondMax: Count.default(50),
});

export type TokenGateOptions = z.input<typeof Options> & {
  /** Called with the outcome of each token, for logs, metrics and accounting. */
  readonly onSettled?: (settlement: Settlement) => void;
  /** A store of used tokens, if several processes share one. */
  readonly ledger?: TokenLedger;
  /** Replaces the clock, for tests. */
  readonly clock?: Clock;
  /** Another route to apifew, such as a proxy: an undici Dispatcher. */
  readonly dispatcher?: Transport["dispatcher"];
};

/**
 * Whether a request is served. The adapter calls `settle` with the response's status when the response is
 * over.
 */
export type Admission =
  | { readonly isAdmitted: true; readonly settle: (statusCode: number) => void }
  | { readonly isAdmitted: false; readonly refusal: Refusal };

type TokenHeader = string | readonly string[] | null | undefined;

/** Admits requests by their tokens, each token once, and has apifew charge for them afterwards. */
export interface TokenGate extends AsyncDisposable {
  /** Decides by the value of the header Apifew-Request-Token and by the caller. */
  admit(header: TokenHeader, caller?: string): Promise<Admission>;
  /** Resolves when apifew has been notified of every finished request. */
  drain(): Promise<void>;
  /**
   * Refuses all further requests and waits for pending settlements up to `timeoutMs`, then drops the rest.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>;
}

/** Retries for about half an hour, as long as apifew certainly did not accept the call. */
const consumeRetry: RetryPolicy = { attemptsMax: 30, delayMs: 500, delayMsMax: 120_000, retryAfterMsMax: 330_000 };
const closeTimeoutMsDefault = 10_000;
const abandonTimeoutMs = 100;

/**
 * Starts a gate in front of a vendor's own API. Adapters: `tokenListener`, `tokenMiddleware`, `tokenHook`.
 */
export function createTokenGate(options: TokenGateOptions): TokenGate {
  const { clock = backgroundClock, dispatcher, onSettled, ledger, ...settings } = options;
  const limits = parseOptions("createTokenGate", Options, settings);
  const closing = new AbortController();
  const abandoning = new AbortController();
  const { consumeToken } = connectForConsuming(limits, { clock, dispatcher }, abandoning.signal);
  const callers = new RefusedCallers(limits.refusedTokensMax ?? Number.POSITIVE_INFINITY, clock);
  const kept = limits.folder === undefined ? undefined : new StoredSettlements(limits.folder);
  const settler = new SettlementQueue({
    consumeToken,
    pendingMax: limits.settlementsMax,
    showPricing: limits.showPricing,
    kept,
    now: () => clock.now(),
    onSettled: (settlement) => {
      if (settlement.outcome === "refused" && settlement.caller !== undefined) {
        callers.recordRefusal(settlement.caller);
      }
      onSettled?.(settlement);
    },
  });
  const seen = ledger ?? createMemoryLedger(limits.spentTokensMax);
  for (const { token: text, statusCode, caller } of kept?.load(clock.now()) ?? []) {
    const token = { text, id: tokenIdOf(text), caller };
    // Its request was served before this process started.
    void seen.claim(token.id).then(
      () => seen.spend(token.id),
      () => undefined,
    );
    settler.settle(token, statusCode);
  }
  const close: TokenGate["close"] = async ({ timeoutMs = closeTimeoutMsDefault } = {}) => {
    closing.abort();
    // Closing is the last thing a process does, so these timers keep it alive.
    const closingClock = options.clock ?? systemClock;
    await within(settler.drain(), timeoutMs, closingClock);
    abandoning.abort();
    // Settlements that wait for a retry are abandoned now, and reported before this function returns.
    await within(settler.drain(), abandonTimeoutMs, closingClock);
  };
  return {
    admit: async (header, caller) => {
      if (closing.signal.aborted) {
        return refuse("unavailable");
      }
      return caller !== undefined && callers.isBarred(caller)
        ? refuse("caller-barred")
        : admit(header, caller, { ledger: seen, settler });
    },
    drain: () => settler.drain(),
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** A separate client for the gate; `signal` aborts the delays before its retries. */
function connectForConsuming(
  { key, baseUrl, paths, consumesPerSecondMax }: z.output<typeof Options>,
  { clock, dispatcher }: { readonly clock: Clock; readonly dispatcher: Transport["dispatcher"] },
  signal: AbortSignal,
) {
  const abortableClock: Clock = {
    now: () => clock.now(),
    elapsed: elapsedOf(clock),
    sleep: (ms) => clock.sleep(ms, signal),
  };
  const limiter = new RateLimiter({ calls: consumesPerSecondMax, windowMs: 1_000 }, abortableClock);
  const transport = { clock: abortableClock, retry: consumeRetry, limiter, ...(dispatcher ? { dispatcher } : {}) };
  return connect({ key, baseUrl, paths }, transport);
}

async function admit(
  header: TokenHeader,
  caller: string | undefined,
  { ledger, settler }: { readonly ledger: TokenLedger; readonly settler: SettlementQueue },
): Promise<Admission> {
  if (header === undefined || header === null || header === "") {
    return refuse("token-missing");
  }
  if (typeof header !== "string" || !isRequestToken(header)) {
    return refuse("token-malformed");
  }
  const token = { text: header, id: tokenIdOf(header), caller };
  const claim = await ledger.claim(token.id).catch(() => "unavailable" as const);
  if (claim !== "claimed") {
    return refuse(claim === "unavailable" ? claim : `token-${claim}`);
  }
  let isOver = false;
  const settle = (statusCode: number): void => {
    if (isOver) {
      return;
    }
    isOver = true;
    // If the ledger cannot record this, the token stays in flight there and is rejected as well.
    ledger.spend(token.id).catch(() => undefined);
    settler.settle(token, statusCode);
  };
  return { isAdmitted: true, settle };
}

function refuse(code: RefusalCode): Admission {
  return { isAdmitted: false, refusal: refusalOf(code) };
}
