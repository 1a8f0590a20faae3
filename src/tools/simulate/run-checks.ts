import { errorText } from "@marketplane/providers/error-text.ts";
import { redact } from "@marketplane/providers/http/redact.ts";
import { type Caller, NoAnswerError } from "./caller.ts";
import { type Check, CheckMissedError, CheckSkippedError } from "./check.ts";
import { observe } from "./observed-exchange.ts";
import { type CheckResult, type SimulationReport, toReport } from "./report.ts";

/** The calling side. It records its orders and cancels them at the end. */
export interface Marketplace {
  readonly name: SimulationReport["marketplace"];
  readonly target: string;
  readonly caller: Caller;
  /** Texts that must not occur in a report. */
  readonly secrets: readonly string[];
  /** Deletes everything that was created. Returns what it could not delete. */
  cleanUp(): Promise<string[]>;
}

/** After this many checks without any answer the rest is each would wait for its timeout. */
const unansweredChecksMax = 3;

/**
 * Runs the checks one after another, then deletes what they created. It also cleans up after a check that
 * throws, and after `signal`, which takes effect before the next check.
 */
export async function runChecks<Market extends Marketplace>(
  market: Market,
  checks: readonly Check<Market>[],
  signal?: AbortSignal,
): Promise<SimulationReport> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    if (signal?.aborted) {
      break;
    }
    results.push(isSilent(results) ? notTried(check) : await runCheck(market, check));
  }
  const leftBehind = await market.cleanUp();
  return toReport({
    marketplace: market.name,
    target: redact(market.target, market.secrets),
    checks: results,
    isStopped: results.length < checks.length,
    leftBehind: leftBehind.map((text) => redact(text, market.secrets)),
  });
}

function isSilent(results: readonly CheckResult[]): boolean {
  const tried = results.filter(({ exchanges }) => exchanges.length > 0);
  const last = tried.slice(-unansweredChecksMax).flatMap(({ exchanges }) => exchanges);
  return tried.length >= unansweredChecksMax && last.every(({ response }) => response === null);
}

function notTried<Market>({ id, guarantee, standsFor, source }: Check<Market>): CheckResult {
  const reason = `the last ${unansweredChecksMax} checks got no answer`;
  return { id, guarantee, standsFor, source, outcome: "skipped", reason, exchanges: [] };
}

async function runCheck<Market extends Marketplace>(market: Market, check: Check<Market>): Promise<CheckResult> {
  const { id, guarantee, standsFor, source } = check;
  const before = market.caller.exchanges.length;
  const { outcome, reason } = await judge(market, check);
  return {
    id,
    guarantee,
    standsFor,
    source,
    outcome,
    reason: reason === undefined ? null : redact(reason, market.secrets),
    exchanges: market.caller.exchanges.slice(before).map((exchange) => observe(exchange, market.secrets)),
  };
}

async function judge<Market>(market: Market, check: Check<Market>): Promise<Judgement> {
  try {
    return { outcome: "pass", reason: await check.run(market) };
  } catch (error) {
    if (error instanceof CheckSkippedError) {
      return { outcome: "skipped", reason: error.message };
    }
    if (error instanceof CheckMissedError || error instanceof NoAnswerError) {
      return { outcome: check.severity === "must" ? "fail" : "warning", reason: error.message };
    }
    // A check that throws must not prevent the other checks or the cleanup.
    return {
      outcome: "fail",
      reason: `the check failed unexpectedly: ${errorText(error)}`,
    };
  }
}

interface Judgement {
  readonly outcome: CheckResult["outcome"];
  readonly reason: string | undefined;
}
