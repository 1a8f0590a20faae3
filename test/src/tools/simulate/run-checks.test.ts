import { describe, expect, test } from "vitest";
import { Caller } from "../../../../src/tools/simulate/caller.ts";
import { type Check, miss, skip } from "../../../../src/tools/simulate/check.ts";
import { type Marketplace, runChecks } from "../../../../src/tools/simulate/run-checks.ts";
import { selectChecks } from "../../../../src/tools/simulate/select-checks.ts";

const secret = "a-secret-of-35-characters-or-even-more";

function market(leftBehind: string[] = []): Marketplace & { cleaned: number } {
  const fetch = (url: string) =>
    url.endsWith("/none") ? Promise.reject(new TypeError("fetch failed")) : Promise.resolve(new Response("ok"));
  return {
    name: "clevercloud",
    target: "https://provider.test/resources",
    caller: new Caller({ fetch, timeoutMs: 10_000 }),
    secrets: [secret],
    cleaned: 0,
    cleanUp() {
      this.cleaned += 1;
      return Promise.resolve(leftBehind);
    },
  };
}

function check(id: string, run: Check<Marketplace>["run"], severity: "must" | "should" = "must"): Check<Marketplace> {
  return { id, guarantee: `guarantee of ${id}`, standsFor: "a sentence", source: "a page", severity, run };
}

const get = (path: string) => ({ method: "GET", url: `https://provider.test${path}`, headers: {} }) as const;
const pass = check("a.pass", async () => "a remark");

describe("runChecks", () => {
  test("distinguishes pass, fail, warning and skipped, and continues after each", async () => {
    const checks = [
      check("a.fail", async () => miss("it is wrong")),
      check("a.warning", async () => miss("it is odd"), "should"),
      check("a.skipped", async () => skip("nothing to try")),
      check("a.unreachable", async ({ caller }) => (await caller.call(get("/none"))).text),
      check("a.broken", async () => JSON.parse("no JSON")),
      pass,
    ];
    const report = await runChecks(market(), checks);
    expect(report.checks.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
      ["a.fail", "fail", "it is wrong"],
      ["a.warning", "warning", "it is odd"],
      ["a.skipped", "skipped", "nothing to try"],
      ["a.unreachable", "fail", "no answer to GET /none: fetch failed"],
      ["a.broken", "fail", expect.stringMatching(/^the check failed unexpectedly: Unexpected token/)],
      ["a.pass", "pass", "a remark"],
    ]);
    expect(report).toMatchObject({ ok: false, summary: { pass: 1, fail: 3, warning: 1, skipped: 1 } });
  });

  test("shows each check's exchanges, without secrets", async () => {
    const talk = check("a.talk", async ({ caller }) => {
      await caller.call(get(`/${secret}`));
      return `said ${secret}`;
    });
    const report = await runChecks(market([`left ${secret}`]), [pass, talk]);
    expect(report.checks.map(({ exchanges }) => exchanges.length)).toEqual([0, 1]);
    expect(report.checks[1]).toMatchObject({
      reason: "said [redacted]",
      exchanges: [{ request: { url: "https://provider.test/[redacted]" }, response: { status: 200, body: "ok" } }],
    });
    expect(JSON.stringify(report)).not.toContain(secret);
  });

  test("does not wait for answers forever: after three checks without one it skips the rest", async () => {
    const silent = (id: string) => check(id, async ({ caller }) => (await caller.call(get("/none"))).text);
    const talking = check("a.talk", async ({ caller }) => (await caller.call(get("/"))).text);
    const outcomes = async (...checks: Check<Marketplace>[]) =>
      (await runChecks(market(), checks)).checks.map(({ id, outcome }) => `${id} ${outcome}`);
    expect(await outcomes(silent("1"), silent("2"), talking, silent("3"), pass)).toContain("a.pass pass");
    expect(await outcomes(talking, silent("1"), silent("2"), pass, silent("3"), talking)).toEqual([
      "a.talk pass",
      "1 fail",
      "2 fail",
      "a.pass pass",
      "3 fail",
      "a.talk skipped",
    ]);
  });

  test("is not ok if something is left behind, or nothing passed", async () => {
    expect(await runChecks(market(), [pass])).toMatchObject({ ok: true });
    expect(await runChecks(market(["addon_1"]), [pass])).toMatchObject({ ok: false, leftBehind: ["addon_1"] });
    expect(await runChecks(market(), [check("a.skipped", async () => skip("no"))])).toMatchObject({ ok: false });
  });

  test("stops before the next check after a signal, deletes what was created, and is not ok", async () => {
    const controller = new AbortController();
    const stopping = check("a.stop", async () => {
      controller.abort();
      return undefined;
    });
    const place = market();
    const report = await runChecks(place, [stopping, pass], controller.signal);
    expect(report).toMatchObject({ ok: false, isStopped: true, checks: [{ id: "a.stop", outcome: "pass" }] });
    expect(place.cleaned).toBe(1);
  });
});

describe("selectChecks", () => {
  const all = [pass, check("b.one", async () => undefined), check("b.two", async () => undefined)];
  const ids = (only: string[], skipped: string[]) => selectChecks(all, { only, skip: skipped }).map(({ id }) => id);

  test("runs all checks, some, or all but some", () => {
    expect(ids([], [])).toEqual(["a.pass", "b.one", "b.two"]);
    expect(ids(["b.two", "a.pass"], [])).toEqual(["a.pass", "b.two"]);
    expect(ids([], ["b.one"])).toEqual(["a.pass", "b.two"]);
  });

  test("refuses an unknown id, and names the existing ones", () => {
    expect(() => ids(["b.three"], [])).toThrow("b.three is not a check (defined: a.pass, b.one, b.two)");
  });
});
