import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { createTokenGate, type TokenGate } from "../../../../providers/apifew/runtime/token-gate.ts";
import { createMemoryLedger } from "../../../../providers/apifew/runtime/token-ledger.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { HandClock } from "../../../support/hand-clock.ts";
import { type PaidApp, startPaidApp } from "../../../support/paid-app.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const consume = { vendor: "apifew", route: "/v1/token/consume" };
const madeUp = "5a4db000-0000-4000-8000-00000000dead";

let app: PaidApp;
beforeEach(async () => {
  app = await startPaidApp();
});
afterEach(() => app[Symbol.asyncDispose]());

/** Serves one request with a token and ends it with a status. */
async function serve(gate: TokenGate, token: string, status = 200): Promise<void> {
  const admission = await gate.admit(token);
  if (!admission.isAdmitted) {
    throw new Error(admission.refusal.body);
  }
  admission.settle(status);
}

const codeOf = async (gate: TokenGate, token: string): Promise<unknown> => {
  const admission = await gate.admit(token);
  return admission.isAdmitted ? "admitted" : JSON.parse(admission.refusal.body).code;
};

describe("settling", () => {
  test.each([
    ["the connection was reset", { reset: true }],
    ["apifew failed", { status: 500 }],
    ["the answer was cut short", { malformed: true }],
  ])(
    "a consume whose answer is lost after the commit is retried, refused by apifew, and charged once: %s",
    async (_case, fault) => {
      await app.fault({ ...consume, ...fault, afterCommit: true });
      await using gate = app.startGate();
      const token = await app.createToken();

      await serve(gate, token);
      await gate.drain();

      expect(app.settlements).toMatchObject([{ outcome: "uncertain", statusCode: 200 }]);
      expect(await app.consumeCalls()).toBe(2);
      expect(await app.consumedWith()).toEqual([200]);
      expect(await codeOf(gate, token)).toBe("token-spent");
    },
  );

  test.each([{ status: 503 }, { reset: true }, { malformed: true }])(
    "a consume that did not reach apifew is retried, so that no fee is lost: %o",
    async (fault) => {
      await app.fault({ ...consume, ...fault, times: 3 });
      await using gate = app.startGate();

      await serve(gate, await app.createToken());
      await gate.drain();

      expect(app.settlements).toMatchObject([{ outcome: "consumed", statusCode: 200 }]);
      expect(await app.consumedWith()).toEqual([200]);
    },
  );

  test("a settlement contains the pricing that paid for the token, if requested", async () => {
    await using gate = app.startGate({ showPricing: true });
    await serve(gate, await app.createToken());
    await gate.drain();

    expect(app.settlements).toMatchObject([{ outcome: "consumed", pricing: "monthly_10" }]);
  });

  test("a settlement that apifew did not accept is stored in the seller's folder, and sent once after the next start", async () => {
    const folder = await temporaryFolder();
    await app.fault({ ...consume, status: 503, times: 30 });
    const gate = app.startGate({ folder });
    const token = await app.createToken();
    await serve(gate, token);
    await gate.drain();
    await gate.close();
    expect(app.settlements).toMatchObject([{ outcome: "given-up" }]);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(statSync(join(folder, readdirSync(folder)[0] ?? "")).mode & 0o077).toBe(0);

    await using next = app.startGate({ folder });
    await next.drain();
    expect(await codeOf(next, token)).toBe("token-spent");
    expect(app.settlements).toMatchObject([{ outcome: "given-up" }, { outcome: "consumed", statusCode: 200 }]);
    expect(await app.consumedWith()).toEqual([200]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a consume that apifew certainly did not accept is retried until it is accepted", async () => {
    await app.fault({ ...consume, status: 429, times: 4 });
    await using gate = app.startGate();

    await serve(gate, await app.createToken());
    await gate.drain();

    expect(app.settlements).toMatchObject([{ outcome: "consumed" }]);
    expect(await app.consumedWith()).toEqual([200]);
  });

  test("while apifew is unreachable, a consume is retried for about half an hour, then dropped", async () => {
    const clock = new FakeClock();
    const startedAt = clock.now();
    await using gate = app.startGate({ baseUrl: "http://127.0.0.1:1", clock });

    await serve(gate, await app.createToken());
    await gate.drain();

    expect(app.settlements).toMatchObject([{ outcome: "given-up", detail: expect.stringContaining("ECONNREFUSED") }]);
    expect(clock.now() - startedAt).toBeGreaterThan(20 * 60_000);
    expect(clock.now() - startedAt).toBeLessThan(60 * 60_000);
  });

  test("an invented token is served once and then refused by apifew", async () => {
    await using gate = app.startGate();

    await serve(gate, madeUp);
    await gate.drain();

    expect(app.settlements).toMatchObject([
      { outcome: "refused", detail: expect.stringContaining("ERROR_WRONG_PARAMETER") },
    ]);
    expect(await codeOf(gate, madeUp)).toBe("token-spent");
  });

  test("with a wrong Apifew-Key nothing is charged, and the settlement says what to fix", async () => {
    await using gate = app.startGate({ key: "wrong" });

    await serve(gate, await app.createToken());
    await gate.drain();

    expect(app.settlements).toMatchObject([
      { outcome: "given-up", detail: expect.stringContaining("General settings") },
    ]);
    expect(await app.consumedWith()).toEqual([undefined]);
  });

  test("a response that ends twice is settled once", async () => {
    await using gate = app.startGate();
    const admission = await gate.admit(await app.createToken());

    if (admission.isAdmitted) {
      admission.settle(200);
      admission.settle(499);
    }
    await gate.drain();

    expect(await app.consumeCalls()).toBe(1);
  });

  test("a listener that throws has no effect", async () => {
    await using gate = app.startGate({
      onSettled: () => {
        throw new Error("mine");
      },
    });

    await serve(gate, await app.createToken());
    await gate.drain();

    expect(await app.consumedWith()).toEqual([200]);
  });
});

describe("a token is never used twice", () => {
  test("by two processes that share a ledger: it is served once", async () => {
    const ledger = createMemoryLedger(10);
    await using one = app.startGate({ ledger });
    await using other = app.startGate({ ledger });
    const token = await app.createToken();

    const codes = await Promise.all([codeOf(one, token), codeOf(other, token)]);

    expect(codes.sort()).toEqual(["admitted", "token-in-flight"]);
  });

  test("by two processes that share nothing: it is charged once", async () => {
    await using one = app.startGate();
    await using other = app.startGate();
    const token = await app.createToken();

    await Promise.all([serve(one, token), serve(other, token)]);
    await Promise.all([one.drain(), other.drain()]);

    expect(app.settlements.map(({ outcome }) => outcome).sort()).toEqual(["consumed", "refused"]);
    expect(await app.consumedWith()).toEqual([200]);
  });

  test("after it was evicted from a full ledger: it is not charged again", async () => {
    await using gate = app.startGate({ spentTokensMax: 1 });
    const token = await app.createToken();
    await serve(gate, token);
    await gate.drain();
    await serve(gate, await app.createToken());
    await gate.drain();

    await serve(gate, token);
    await gate.drain();

    expect(app.settlements.map(({ outcome }) => outcome)).toEqual(["consumed", "consumed", "refused"]);
  });

  test("while it is in flight: it is never evicted, however many others arrive", async () => {
    await using gate = app.startGate({ spentTokensMax: 1, baseUrl: "http://127.0.0.1:1", settlementsMax: 1 });
    await gate.admit(madeUp);
    for (let index = 0; index < 100; index += 1) {
      await serve(gate, `${madeUp}-${index}`);
    }

    expect(await codeOf(gate, madeUp)).toBe("token-in-flight");
  });

  test("if the ledger fails: no request is admitted and no token is consumed", async () => {
    const ledger = { claim: () => Promise.reject(new Error("no database")), spend: async () => undefined };
    await using gate = app.startGate({ ledger });

    const admission = await gate.admit(await app.createToken());

    expect(admission).toMatchObject({ isAdmitted: false, refusal: { status: 503, headers: { "retry-after": "5" } } });
    expect(await app.consumedWith()).toEqual([undefined]);
  });
});

describe("a caller whose tokens apifew refuses", () => {
  const serveFor = async (gate: TokenGate, token: string, caller: string): Promise<unknown> => {
    const admission = await gate.admit(token, caller);
    if (admission.isAdmitted) {
      admission.settle(200);
      await gate.drain();
      return "served";
    }
    return admission.refusal.status;
  };

  test("is refused for ten minutes at the limit, and no other caller is", async () => {
    const clock = new FakeClock();
    await using gate = app.startGate({ refusedTokensMax: 2, clock });

    expect(await serveFor(gate, `${madeUp}-1`, "203.0.113.7")).toBe("served");
    expect(await serveFor(gate, `${madeUp}-2`, "203.0.113.7")).toBe("served");
    expect(await serveFor(gate, await app.createToken(), "203.0.113.7")).toBe(429);
    expect(await serveFor(gate, await app.createToken(), "203.0.113.8")).toBe("served");
    expect(await codeOf(gate, await app.createToken())).toBe("admitted");
    clock.advance(600_000);
    expect(await serveFor(gate, await app.createToken(), "203.0.113.7")).toBe("served");
    expect(app.settlements[0]).toMatchObject({ outcome: "refused", caller: "203.0.113.7" });
  });

  test("is not refused by default, because callers may share a proxy", async () => {
    await using gate = app.startGate();

    for (const name of ["1", "2", "3", "4"]) {
      expect(await serveFor(gate, `${madeUp}-${name}`, "203.0.113.7")).toBe("served");
    }
  });
});

describe("limits and closing", () => {
  test("settlements over the limit are dropped at once and reported", async () => {
    const clock = new HandClock();
    const gate = app.startGate({ baseUrl: "http://127.0.0.1:1", settlementsMax: 2, clock });

    for (const name of ["a", "b", "c"]) {
      await serve(gate, `${madeUp}-${name}`);
    }

    expect(app.settlements).toMatchObject([
      { outcome: "given-up", detail: "2 settlements are already waiting for apifew" },
    ]);
    const closed = gate.close();
    await clock.advance(10_000);
    await closed;
  });

  test("close waits for pending settlements, then drops those that apifew never accepted", async () => {
    const clock = new HandClock();
    const gate = app.startGate({ baseUrl: "http://127.0.0.1:1", clock });
    await serve(gate, madeUp);
    await expect.poll(() => clock.sleeping).toBe(1);

    const closed = gate.close({ timeoutMs: 100 });
    await clock.advance(100);
    await closed;
    await gate.drain();

    expect(app.settlements).toMatchObject([{ outcome: "given-up" }]);
    expect(clock.sleeping).toBe(0);
  });

  test("a stopping process waits for its gate to close, and is notified of dropped settlements", async () => {
    const program = `
import { createTokenGate } from "@marketplane/providers/apifew-runtime";
const gate = createTokenGate({ key: "key", baseUrl: "http://127.0.0.1:1", onSettled: ({ outcome }) => console.log(outcome) });
const admission = await gate.admit("${madeUp}");
admission.settle(200);
await gate.close({ timeoutMs: 300 });
console.log("closed");
`;
    const cwd = join(import.meta.dirname, "../../../..");
    const { stdout, code } = await runProcess(process.execPath, ["--input-type=module", "-e", program], { cwd });

    expect({ stdout, code }).toEqual({ stdout: ["given-up", "closed"], code: 0 });
  });

  test("settlements, refusals and output contain no token and no key", async () => {
    await using gate = app.startGate();
    await app.fault({ ...consume, reset: true });
    const token = await app.createToken();
    await serve(gate, token);
    await serve(gate, madeUp);
    await gate.drain();

    const printed = inspect([gate, app.settlements, await gate.admit(token)], { depth: 20, showHidden: true });
    for (const secret of [token, madeUp, app.ready.credentials.apifew.key]) {
      expect(printed).not.toContain(secret);
    }
  });

  test.each<[string, object, RegExp]>([
    ["no key", { key: undefined }, /createTokenGate: .*must be the Apifew-Key.*at key/s],
    ["an option that is none", { spentTokenMax: 3 }, /spentTokenMax/],
  ])("refuses %s", (_case, options, message) => {
    expect(() => createTokenGate({ key: "k", ...options })).toThrow(message);
  });
});
