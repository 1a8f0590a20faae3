import { type Check, expectThat, skip } from "./check.ts";
import { findInternals, findSecret } from "./find-internals.ts";
import type { Marketplace } from "./run-checks.ts";

const clockSkewMsMax = 30_000;

interface TimedMarketplace extends Marketplace {
  /** An answer that takes more milliseconds than this is slow. */
  readonly slowMs: number;
  now(): number;
}

/** Checks of all answers of the run. They come last in a list. */
export const answerChecks: readonly Check<TimedMarketplace>[] = [
  {
    id: "answers.internals",
    guarantee:
      "no error answer contains a stack trace, a file name of the server or a database error, and no answer contains a secret",
    standsFor: "Clever Cloud's own Go SDK sends the text of internal errors to the caller",
    source: "clevercloud-provider-go, run.go",
    severity: "must",
    async run({ caller, secrets }) {
      const answers = caller.exchanges.flatMap(({ request, answer }) => (answer ? [{ request, answer }] : []));
      if (answers.length === 0) {
        skip("there was no answer to check");
      }
      for (const { request, answer } of answers) {
        const found =
          findSecret(answer.text, secrets) ?? (answer.status >= 400 ? findInternals(answer.text) : undefined);
        const where = `the answer ${answer.status} to ${request.method} ${new URL(request.url).pathname}`;
        expectThat(found === undefined, `${where} shows ${found}`);
      }
      return undefined;
    },
  },
  {
    id: "answers.time",
    guarantee: "every answer arrived in time (--slow-ms)",
    standsFor: "no marketplace says how long it waits; Heroku's contract says that a provider should answer within 3 s",
    source: "Heroku add-on provider API, v1",
    severity: "should",
    async run({ caller, slowMs }) {
      const times = caller.exchanges.flatMap(({ answer }) => (answer ? [answer.durationMs] : []));
      if (times.length === 0) {
        skip("there was no answer to check");
      }
      const slowest = Math.max(...times);
      expectThat(slowest <= slowMs, `the slowest answer took ${slowest} ms, over ${slowMs} ms`);
      return `slowest answer: ${slowest} ms`;
    },
  },
  {
    id: "answers.clock",
    guarantee: "the provider's clock agrees with this one, by the Date header",
    standsFor: "a sign-in form is valid only for minutes, so a wrong clock locks customers out",
    source: 'Clever Cloud\'s page, "SSO"',
    severity: "should",
    async run({ caller, now }) {
      const date = caller.exchanges.at(-1)?.answer?.headers.get("date");
      if (!date) {
        skip("the last answer has no Date header");
      }
      const skewMs = Math.abs(now() - Date.parse(date));
      expectThat(skewMs <= clockSkewMsMax, `the clocks are ${Math.round(skewMs / 1000)} s apart`);
      return undefined;
    },
  },
];
