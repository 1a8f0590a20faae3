import { styleText } from "node:util";
import type { Answer, Fetch } from "../../../tools/simulate/caller.ts";
import type { Check } from "../../../tools/simulate/check.ts";
import { observe } from "../../../tools/simulate/observed-exchange.ts";
import { toText } from "../../../tools/simulate/report-text.ts";
import { type Marketplace, runChecks } from "../../../tools/simulate/run-checks.ts";
import { type Selection, selectChecks } from "../../../tools/simulate/select-checks.ts";
import { type CommandEnvironment, print } from "../../kernel/command-environment.ts";
import { withStopSignal } from "../../kernel/stop-signals.ts";

interface Output {
  readonly json: boolean;
}

/** The platform's fetch and clock. */
export const platform = { fetch: ((url, init) => fetch(url, init)) satisfies Fetch, now: () => Date.now() };

/** Runs the selected checks and prints the report; the exit code is 1 unless all pass. */
export async function check<Market extends Marketplace>(
  market: Market,
  checks: readonly Check<Market>[],
  { json, ...selection }: Output & Selection,
  environment: CommandEnvironment,
): Promise<void> {
  const selected = selectChecks(checks, selection);
  // The first signal lets the run clean up what it created; the second one kills the process.
  const report = await withStopSignal((signal) => runChecks(market, selected, signal), {
    onStop: () => void environment.stderr.write("stopping; cleaning up first\n"),
    isSecondFinal: true,
  });
  print(environment, report, { json, toText: () => toText(report, styleText) });
  if (!report.ok) {
    process.exitCode = 1;
  }
}

/** Makes one call and prints the exchange; the exit code is 1 unless `isFine`. */
export async function act(
  { caller, secrets }: Marketplace,
  call: () => Promise<Answer>,
  { json, isFine }: Output & { isFine(answer: Answer): boolean },
  environment: CommandEnvironment,
): Promise<void> {
  const answer = await call().catch(() => undefined);
  const [exchange] = caller.exchanges;
  if (exchange === undefined) {
    throw new Error("no call was made");
  }
  const observed = observe(exchange, secrets);
  const { request, response, failure } = observed;
  const seen = response ? `${response.status} in ${response.durationMs} ms\n${response.body}` : `no answer: ${failure}`;
  print(environment, observed, { json, toText: () => `${request.method} ${request.url}\n${seen}\n` });
  if (answer === undefined || !isFine(answer)) {
    process.exitCode = 1;
  }
}
