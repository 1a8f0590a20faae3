import { describe, expect, test } from "vitest";
import { cloudflareAppChecks } from "../../../../../src/tools/simulate/cloudflare-app/checks.ts";
import { mutants } from "./mutants.ts";
import { simulate } from "./simulated-run.ts";

describe("a correct application", () => {
  test.each([
    ["forms first", ["form", "json"]],
    ["JSON first", ["json", "form"]],
  ] as const)("passes every check and has nothing left behind: %s", async (_what, encodings) => {
    const { report, app } = await simulate({ subject: { encodings } });
    expect(report.checks.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
    expect(report).toMatchObject({ ok: true, leftBehind: [] });
    expect(app.present()).toEqual([]);
  });

  test("may support only one encoding, without subscriptions and credentials, if declared", async () => {
    const { report, skipped } = await simulate({
      rules: { isAllowed: () => true },
      subject: { encodings: ["json"], plan: undefined, account: undefined },
    });
    expect(skipped).toEqual([
      "encoding.form",
      ...cloudflareAppChecks.map(({ id }) => id).filter((id) => id.startsWith("sub-") || id.startsWith("credentials.")),
    ]);
    expect(report.ok).toBe(true);
  });
});

describe("an application with one mistake", () => {
  test.each(mutants)("$id: $flaw", async ({ id, also = [], severity = "fail", ...details }) => {
    const { report, app, failed, warned } = await simulate(details);
    const missed = severity === "fail" ? failed : warned;
    expect(missed).toContain(id);
    expect([...failed, ...warned].filter((other) => other !== id).sort()).toEqual([...also].sort());
    expect(report.summary.fail === 0).toBe(severity === "warning");
    // An application like this cannot delete a user, so the report must at least name the ones left.
    const kept = app.present().map((key) => String(JSON.parse(key)[0]));
    expect(kept.filter((email) => !report.leftBehind.join().includes(email))).toEqual([]);
  });

  test("exists for every check", () => {
    const caught = new Set(mutants.map(({ id }) => id));
    expect(cloudflareAppChecks.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });
});

test("every id belongs to one check", () => {
  const ids = cloudflareAppChecks.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
