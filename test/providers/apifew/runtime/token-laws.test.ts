import fc from "fast-check";
import { expect, test } from "vitest";
import { tokenIdOf } from "../../../../providers/apifew/runtime/request-token.ts";
import type { TokenGate } from "../../../../providers/apifew/runtime/token-gate.ts";
import { createMemoryLedger } from "../../../../providers/apifew/runtime/token-ledger.ts";
import { type PaidApp, startPaidApp } from "../../../support/paid-app.ts";

const request = fc.record({
  token: fc.nat(3),
  process: fc.nat(1),
  status: fc.constantFrom(200, 200, 404, 499, 500),
  /** The fate of the next consume. */
  fault: fc.constantFrom(
    undefined,
    { reset: true, afterCommit: true },
    { reset: true },
    { status: 500, afterCommit: true },
    { status: 429 },
    { malformed: true, afterCommit: true },
  ),
  /** Whether the response has ended before the next request arrives. */
  isQuick: fc.boolean(),
});
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never;

/** Serves requests in order, and records which token was served with which status. */
async function serveAll(app: PaidApp, gates: readonly TokenGate[], tokens: readonly string[], requests: Request[]) {
  const served: { readonly token: string; readonly status: number }[] = [];
  const open: (() => void)[] = [];
  for (const { token: index, process, status, fault, isQuick } of requests) {
    const token = tokens[index] ?? "";
    if (fault !== undefined) {
      await app.fault({ vendor: "apifew", route: "/v1/token/consume", ...fault });
    }
    const admission = await gates[process]?.admit(token);
    if (admission?.isAdmitted) {
      served.push({ token, status });
      open.push(() => admission.settle(status));
    }
    if (isQuick) {
      open.splice(0).forEach((end) => {
        end();
      });
    }
  }
  for (const end of open) {
    end();
  }
  await Promise.all(gates.map((gate) => gate.drain()));
  return served;
}

const law = (assert: (app: PaidApp, tokens: readonly string[], requests: Request[]) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 12 }), async (requests) => {
      await using app = await startPaidApp();
      const tokens = [];
      for (let count = 0; count < 4; count += 1) {
        tokens.push(await app.createToken());
      }
      await assert(app, tokens, requests);
    }),
    { numRuns: 40 },
  );

test("processes with a shared ledger serve and charge a token once, under any failure", () =>
  law(async (app, tokens, requests) => {
    const ledger = createMemoryLedger(100);
    await using one = app.startGate({ ledger });
    await using other = app.startGate({ ledger });

    const served = await serveAll(app, [one, other], tokens, requests);

    expect(new Set(served.map(({ token }) => token)).size).toBe(served.length);
    expect(app.settlements.map(({ tokenId }) => tokenId).sort()).toEqual(
      served.map(({ token }) => tokenIdOf(token)).sort(),
    );
    const consumedWith = await app.consumedWith();
    for (const [index, token] of tokens.entries()) {
      const { status } = served.find((one) => one.token === token) ?? {};
      // Retried after lost answers, every token reaches apifew in the end.
      expect(consumedWith[index]).toBe(status);
    }
  }));

test("processes that share nothing charge a token at most once", () =>
  law(async (app, tokens, requests) => {
    await using one = app.startGate();
    await using other = app.startGate();

    const served = await serveAll(app, [one, other], tokens, requests);

    for (const [index, token] of tokens.entries()) {
      const statuses = served.filter((one) => one.token === token).map(({ status }) => status);
      expect([undefined, ...statuses]).toContain((await app.consumedWith())[index]);
      const settled = app.settlements.filter(({ tokenId }) => tokenId === tokenIdOf(token));
      expect(settled.filter(({ outcome }) => outcome === "consumed").length).toBeLessThanOrEqual(1);
      expect(settled).toHaveLength(statuses.length);
    }
  }));
