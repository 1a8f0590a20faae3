import { expect, test } from "vitest";
import { type CheckResult, toReport } from "../../../../src/tools/simulate/report.ts";
import { toText } from "../../../../src/tools/simulate/report-text.ts";

const plain = (_colour: string, text: string) => text;
const clearScreen = "\u001B[2J";

function result(id: string, outcome: CheckResult["outcome"], reason: string | null): CheckResult {
  const request = { method: "POST", url: "https://provider.test/resources", headers: {}, body: '{"plan":"x"}' };
  const response = { status: 500, headers: {}, body: `Oh${clearScreen}\n no`, durationMs: 1 };
  const exchanges = [{ request, response, failure: null }];
  return { id, guarantee: `it ${id}s`, standsFor: "a sentence", source: "a page", outcome, reason, exchanges };
}

const findings = { marketplace: "clevercloud", target: "https://provider.test/resources", isStopped: false } as const;

test("a miss has its reason, why it matters and the exchange; a pass is one line", () => {
  const checks = [
    result("pass", "pass", null),
    result("skip", "skipped", "not asked for"),
    result("fail", "fail", `it failed${clearScreen}`),
  ];
  const text = toText(toReport({ ...findings, checks, leftBehind: ["addon_1: answered 500"] }), plain);
  expect(text.split("\n")).toEqual([
    "clevercloud against https://provider.test/resources",
    "pass  pass  it passs",
    "skip  skip  skipped: not asked for",
    "FAIL  fail  it fails",
    "      it failed [2J",
    "      why: a sentence (a page)",
    '      sent: POST https://provider.test/resources {"plan":"x"}',
    "      seen: 500 Oh [2J no",
    "",
    "not ok: 1 pass, 1 fail, 0 warning, 1 skipped",
    "left behind; delete these by hand:",
    "  addon_1: answered 500",
    "",
  ]);
});

test("a successful run says so, and that nothing was left behind", () => {
  const text = toText(toReport({ ...findings, checks: [result("pass", "pass", "a remark")], leftBehind: [] }), plain);
  expect(text).toContain("pass  pass  it passs (a remark)\n");
  expect(text).toMatch(/\nok: 1 pass, .*\nnothing was left behind\n$/);
});
