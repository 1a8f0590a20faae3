import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { createLicenseCheck, type LicenseCheckOptions } from "../../../../providers/apifew/runtime/license-check.ts";
import { HandClock } from "../../../support/hand-clock.ts";
import { startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";

const known = "5a4db000-0000-4000-8000-000000000001";
const madeUp = "5a4db000-0000-4000-8000-00000000dead";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let sandbox: TestSandbox;
let clock: HandClock;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  clock = new HandClock();
});
afterEach(() => sandbox[Symbol.asyncDispose]());

/** A check that calls the sandbox, with a clock that the test controls. */
function startCheck(options: Partial<LicenseCheckOptions> = {}) {
  const { apifew, credentials } = sandbox.ready;
  return createLicenseCheck({ key: credentials.apifew.key, baseUrl: apifew, clock, ...options });
}

const down = () => sandbox.fault({ vendor: "apifew", reset: true, times: 10_000 });
const callsOf = async (route: string) => (await sandbox.calls()).filter((call) => call.route === route).length;
const change = (key: string, license: object) => sandbox.control("PATCH", `/apifew/licenses/${key}`, license);

async function createLicense(): Promise<string> {
  const { apifew, credentials } = sandbox.ready;
  const response = await fetch(`${apifew}/v2/app/pricing/license/create`, {
    method: "POST",
    headers: { "content-type": "application/json", "apifew-key": credentials.apifew.key },
    body: JSON.stringify({
      PRICING_UID: "ABCDEF1234567890",
      OWNER_LOGIN: "second.customer@example.com",
      NO_USAGE: true,
    }),
  });
  return Object(await response.json()).data.keys[0];
}

describe("a clock that is set", () => {
  test("back an hour does not keep a new key refused", async () => {
    using check = startCheck();
    await check.refresh();
    expect(await check.check(madeUp)).toMatchObject({ verdict: "unknown" });
    clock.set(-hourMs);
    const key = await createLicense();
    await check.refresh();

    expect(await check.check(key)).toMatchObject({ isAllowed: true, verdict: "active", ageMs: 0 });
    const another = await createLicense();
    expect(await check.check(another)).toMatchObject({ isAllowed: true, source: "lookup" });
  });

  test("back a day does not extend a stale list, and forward does not drop a fresh one", async () => {
    using check = startCheck({ refreshIntervalMs: hourMs, ageMsMax: hourMs });
    await check.refresh();
    await down();
    clock.set(24 * hourMs);
    expect(await check.check(known)).toMatchObject({ isAllowed: true, freshness: "fresh", ageMs: 0 });
    clock.set(-48 * hourMs);
    await clock.advance(hourMs + 1);

    expect(await check.check(known)).toMatchObject({ isAllowed: false, verdict: "undecided", freshness: "expired" });
    expect(check.state().ageMs).toBe(hourMs + 1);
  });

  test("back an hour does not change ages if the clock has no monotonic time", async () => {
    const bare = { now: () => clock.now(), sleep: (ms: number, signal?: AbortSignal) => clock.sleep(ms, signal) };
    using check = startCheck({ clock: bare });
    await check.refresh();
    clock.set(-hourMs);
    const key = await createLicense();
    await check.refresh();

    expect(await check.check(key)).toMatchObject({ isAllowed: true, verdict: "active", ageMs: 0 });
  });
});

describe("answers from the cache", () => {
  test("a listed license is answered with its age and source, without an extra call", async () => {
    using check = startCheck();
    await check.refresh();
    await clock.advance(1_000);

    expect(await check.check(known)).toEqual({
      isAllowed: true,
      verdict: "active",
      isKnown: true,
      isActive: true,
      status: "subscribed",
      endsAt: undefined,
      ageMs: 1_000,
      freshness: "fresh",
      source: "list",
    });
    expect((await sandbox.calls()).map(({ route }) => route)).toEqual(["/v2/app/licenses"]);
  });

  test("the first check waits for the first list and looks nothing up", async () => {
    using check = startCheck();

    expect(await check.check(known)).toMatchObject({ verdict: "active", source: "list" });
    expect(await callsOf("/v2/app/license")).toBe(0);
  });

  test("a license that was cancelled is refused after the next refresh", async () => {
    using check = startCheck();
    await check.refresh();
    await change(known, { active: false, status: "cancelled" });

    await check.refresh();

    expect(await check.check(known)).toMatchObject({ isAllowed: false, verdict: "inactive", status: "cancelled" });
  });

  test("a license is valid until the end of its last day, and expires without an answer from apifew", async () => {
    await change(known, { endDate: "2026-01-01" });
    using check = startCheck();
    await check.refresh();
    const endsAt = "2026-01-02T00:00:00.000Z";
    await clock.advance(24 * hourMs - 1);
    await check.refresh();
    expect(await check.check(known)).toMatchObject({ verdict: "active", endsAt });
    await down();
    await clock.advance(1);

    expect(await check.check(known)).toMatchObject({ isAllowed: false, verdict: "inactive", endsAt });
  });

  test("a text that is not a license key is refused without a call", async () => {
    using check = startCheck();
    await check.refresh();

    for (const key of [undefined, "", "short", "a b c d e f g h", "k".repeat(200), "__proto__\n"]) {
      expect(await check.check(key)).toMatchObject({ isAllowed: false, verdict: "unknown", source: "none" });
    }
    expect(await callsOf("/v2/app/license")).toBe(0);
  });
});

describe("while apifew is down", () => {
  test("known licenses are answered, first as fresh, then as stale", async () => {
    using check = startCheck();
    await check.refresh();
    await down();

    await clock.advance(10 * minuteMs);
    expect(await check.check(known)).toMatchObject({ verdict: "active", freshness: "fresh", ageMs: 10 * minuteMs });
    await clock.advance(1);
    expect(await check.check(known)).toMatchObject({ verdict: "active", freshness: "stale" });
  });

  test.each([
    ["closed", false],
    ["open", true],
  ] as const)("beyond the age limit the policy decides: %s", async (whenUndecided, isAllowed) => {
    using check = startCheck({ whenUndecided, ageMsMax: hourMs });
    await check.refresh();
    await down();
    await clock.advance(hourMs);
    expect(await check.check(known)).toMatchObject({ verdict: "active", isAllowed: true });

    await clock.advance(1);

    const answer = { isAllowed, verdict: "undecided", freshness: "expired", isKnown: true, isActive: true };
    expect(await check.check(known)).toMatchObject({ ...answer, ageMs: hourMs + 1 });
  });

  test("an expired license whose last answer was a refusal is refused even by an open policy", async () => {
    await change(known, { active: false });
    using check = startCheck({ whenUndecided: "open", ageMsMax: hourMs });
    await check.refresh();
    await down();
    await clock.advance(hourMs + 1);

    expect(await check.check(known)).toMatchObject({ isAllowed: false, verdict: "undecided", isActive: false });
  });

  test.each([
    ["closed", false],
    ["open", true],
  ] as const)(
    "after a start during the outage no license is known, and the policy decides: %s",
    async (policy, isAllowed) => {
      await down();
      using check = startCheck({ whenUndecided: policy });

      const answer = { isAllowed, verdict: "undecided", freshness: "expired", source: "none", ageMs: undefined };
      expect(await check.check(known)).toMatchObject(answer);
    },
  );

  test("it recovers automatically", async () => {
    await sandbox.fault({ vendor: "apifew", status: 503, times: 3 });
    using check = startCheck();

    await expect
      .poll(async () => {
        await clock.advance(minuteMs);
        return check.state().licensesCount;
      })
      .toBeGreaterThan(0);
  });

  test("a check without an answer in time is undecided, and does not wait longer", async () => {
    using check = startCheck();
    await check.refresh();
    await sandbox.fault({ vendor: "apifew", delayMs: 600_000, times: 100 });

    const answer = check.check(madeUp);
    await expect.poll(() => clock.sleeping).toBe(2);
    await clock.advance(2_000);

    expect(await answer).toMatchObject({ isAllowed: false, verdict: "unknown" });
  });
});

describe("keys that are not in the list", () => {
  test("a new license works at once after one look-up, and the list is refreshed soon", async () => {
    using check = startCheck();
    await check.refresh();
    const key = await createLicense();

    expect(await check.check(key)).toMatchObject({ isAllowed: true, verdict: "active", source: "lookup" });
    expect(await check.check(key)).toMatchObject({ verdict: "active" });
    expect(await callsOf("/v2/app/license")).toBe(1);
    await expect
      .poll(async () => {
        await clock.advance(1_000);
        return (await check.check(key)).source;
      })
      .toBe("list");
    expect(clock.now() - Date.UTC(2026, 0, 1)).toBeLessThan(5 * minuteMs);
  });

  test("a license that was cancelled after its look-up is refused after the next list", async () => {
    using check = startCheck();
    await check.refresh();
    const key = await createLicense();
    await check.check(key);
    await change(key, { active: false });
    await clock.advance(1);

    await check.refresh();

    expect(await check.check(key)).toMatchObject({ isAllowed: false, verdict: "inactive", source: "list" });
  });

  test("an invented key is looked up once per interval, however often it is checked", async () => {
    using check = startCheck();
    await check.refresh();

    const answers = await Promise.all(Array.from({ length: 50 }, () => check.check(madeUp)));
    expect(new Set(answers.map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
    expect(await callsOf("/v2/app/license")).toBe(1);
    await clock.advance(29_999);
    await check.check(madeUp);
    expect(await callsOf("/v2/app/license")).toBe(1);
    await clock.advance(1);
    await check.check(madeUp);
    expect(await callsOf("/v2/app/license")).toBe(2);
  });

  test("many invented keys use no more look-ups than the limit", async () => {
    using check = startCheck({ lookUpsPerMinuteMax: 3 });
    await check.refresh();

    for (let index = 0; index < 20; index += 1) {
      expect(await check.check(`5a4db000-0000-4000-8000-0000000001${index}`)).toMatchObject({ verdict: "unknown" });
    }
    expect(await callsOf("/v2/app/license")).toBe(3);
  });
});

describe("in the background", () => {
  test("the list is refreshed at intervals, one request at a time, until close", async () => {
    const check = startCheck({ refreshIntervalMs: minuteMs });
    await check.refresh();
    await Promise.all([check.refresh(), check.refresh(), check.refresh()]);
    const before = await callsOf("/v2/app/licenses");
    expect(before).toBe(2);

    await clock.advance(66_000);
    await expect.poll(() => callsOf("/v2/app/licenses")).toBe(3);
    await expect.poll(() => clock.sleeping).toBe(1);
    check.close();
    await expect.poll(() => clock.sleeping).toBe(0);
    await clock.advance(hourMs);

    expect(await callsOf("/v2/app/licenses")).toBe(3);
    expect(await check.check(known)).toMatchObject({ isKnown: true });
  });

  test("every refresh is reported, and a listener that throws has no effect", async () => {
    const events: unknown[] = [];
    using check = startCheck({
      onRefresh: (event) => {
        events.push(event);
        throw new Error("mine");
      },
    });
    await check.refresh();
    await down();
    await expect(check.refresh()).rejects.toThrow("apifew POST /v2/app/licenses");

    expect(events).toEqual([
      { isRefreshed: true, licensesCount: 2 },
      { isRefreshed: false, error: expect.objectContaining({ kind: "unavailable" }) },
    ]);
    expect(await check.check(known)).toMatchObject({ verdict: "active" });
  });

  test("no license key and no Apifew-Key is in printed or thrown objects", async () => {
    const events: unknown[] = [];
    using check = startCheck({ onRefresh: (event) => events.push(event) });
    await check.refresh();
    await down();
    await check.refresh().catch((error: unknown) => events.push(error));
    events.push(await check.check(known), await check.check(madeUp));

    const printed = inspect([check, events], { depth: 20, showHidden: true });
    for (const secret of [known, madeUp, sandbox.ready.credentials.apifew.key]) {
      expect(printed).not.toContain(secret);
    }
  });
});

test("a program that does not close its check still exits", async () => {
  const { apifew, credentials } = sandbox.ready;
  const options = JSON.stringify({ key: credentials.apifew.key, baseUrl: apifew });
  const program = `
import { createLicenseCheck } from "@marketplane/providers/apifew-runtime";
const { verdict } = await createLicenseCheck(${options}).check("${known}");
console.log(verdict);
`;
  const cwd = join(import.meta.dirname, "../../../..");
  const { stdout, code } = await runProcess(process.execPath, ["--input-type=module", "-e", program], { cwd });

  expect({ stdout, code }).toEqual({ stdout: ["active"], code: 0 });
});

test.each<[string, object, RegExp]>([
  ["a key with a blank", { key: "a b" }, /createLicenseCheck: .*must be the Apifew-Key, without blanks.*at key/s],
  ["a base URL that is none", { baseUrl: "gw.apifew.com" }, /must be an http\(s\) URL.*at baseUrl/s],
  ["a policy that is none", { whenUndecided: "maybe" }, /must be "open" or "closed"/],
  ["an age that is none", { ageMsMax: 0 }, /at ageMsMax/],
])("refuses %s and names the option", (_case, options, message) => {
  expect(() => startCheck(options)).toThrow(message);
});
