import { styleText } from "node:util";
import type { Answer, Fetch } from "../../tools/simulate/caller.ts";
import type { Check } from "../../tools/simulate/check.ts";
import { observe } from "../../tools/simulate/observed-exchange.ts";
import { toText } from "../../tools/simulate/report-text.ts";
import { type Marketplace, runChecks } from "../../tools/simulate/run-checks.ts";
import { type Selection, selectChecks } from "../../tools/simulate/select-checks.ts";

interface Output {
  readonly json: boolean;
}

/** The platform's fetch and clock. */
export const platform = { fetch: ((url, init) => fetch(url, init)) satisfies Fetch, now: () => Date.now() };

/** Runs the chosen checks and prints the report; the exit code is 1 unless all is well. */
export async function check<Market extends Marketplace>(
  market: Market,
  checks: readonly Check<Market>[],
  { json, ...selection }: Output & Selection,
): Promise<void> {
  const chosen = selectChecks(checks, selection);
  const report = await untilSignal((signal) => runChecks(market, chosen, signal));
  process.stdout.write(json ? `${JSON.stringify(report)}\n` : toText(report, styleText));
  if (!report.ok) {
    process.exitCode = 1;
  }
}

/** Makes one call and prints what was seen; the exit code is 1 unless `isFine`. */
export async function act(
  { caller, secrets }: Marketplace,
  call: () => Promise<Answer>,
  { json, isFine }: Output & { isFine(answer: Answer): boolean },
): Promise<void> {
  const answer = await call().catch(() => undefined);
  const [exchange] = caller.exchanges;
  if (exchange === undefined) {
    throw new Error("no call was made");
  }
  const observed = observe(exchange, secrets);
  const { request, response, failure } = observed;
  const seen = response ? `${response.status} in ${response.durationMs} ms\n${response.body}` : `no answer: ${failure}`;
  process.stdout.write(json ? `${JSON.stringify(observed)}\n` : `${request.method} ${request.url}\n${seen}\n`);
  if (answer === undefined || !isFine(answer)) {
    process.exitCode = 1;
  }
}

/** The first signal lets the run end in order, since it has made things that have to be taken away; the second one kills. */
async function untilSignal<Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const stop = () => {
    process.stderr.write("stopping; what was made is taken away first\n");
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) {
    process.once(signal, stop);
  }
  try {
    return await run(controller.signal);
  } finally {
    for (const signal of signals) {
      process.off(signal, stop);
    }
  }
}
