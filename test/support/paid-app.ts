import { expect } from "vitest";
import { z } from "zod";
import type { Settlement } from "../../providers/apifew/runtime/settlement-queue.ts";
import { createTokenGate, type TokenGate, type TokenGateOptions } from "../../providers/apifew/runtime/token-gate.ts";
import { FakeClock } from "./fake-clock.ts";
import { startTestSandbox, type TestSandbox } from "./sandbox.ts";

/** An active license of the sandbox. */
export const activeLicense = "5a4db000-0000-4000-8000-000000000001";

const Tokens = z.object({ apifew: z.object({ tokens: z.array(z.object({ consumedStatus: z.number().optional() })) }) });

/** A seller with a paid API, and apifew. */
export interface PaidApp extends TestSandbox {
  readonly settlements: Settlement[];
  startGate(options?: Partial<TokenGateOptions>): TokenGate;
  createToken(): Promise<string>;
  /** The status that each token was consumed with at apifew. */
  consumedWith(): Promise<(number | undefined)[]>;
  consumeCalls(): Promise<number>;
  /** Waits until this many tokens are consumed. */
  settled(count: number): Promise<void>;
}

export async function startPaidApp(): Promise<PaidApp> {
  const sandbox = await startTestSandbox();
  const { apifew: baseUrl, credentials } = sandbox.ready;
  const settlements: Settlement[] = [];
  const onSettled = (settlement: Settlement): void => {
    settlements.push(settlement);
  };
  return {
    ...sandbox,
    settlements,
    startGate: (options) =>
      createTokenGate({ key: credentials.apifew.key, baseUrl, clock: new FakeClock(), onSettled, ...options }),
    createToken: async () => {
      const response = await fetch(`${baseUrl}/v1/token/create`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ USER_LICENSE: activeLicense, API_URL: "https://api.example.com/ok", API_METHOD: "GET" }),
      });
      return Object(await response.json()).data.token;
    },
    consumedWith: async () =>
      Tokens.parse(await sandbox.state()).apifew.tokens.map(({ consumedStatus }) => consumedStatus),
    consumeCalls: async () => (await sandbox.calls()).filter(({ route }) => route === "/v1/token/consume").length,
    settled: (count) => expect.poll(() => settlements.length).toBe(count),
  };
}
