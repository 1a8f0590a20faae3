import { describe, expect, test } from "vitest";
import { clevercloudChecks } from "../../../../../src/tools/simulate/clevercloud/checks.ts";
import { mutants } from "./mutants.ts";
import { simulate } from "./simulated-run.ts";

describe("a correct provider", () => {
  test("passes every check except the one for the other proof, and has nothing left behind", async () => {
    const { report, provider, skipped } = await simulate();
    expect(report.checks.filter(({ outcome }) => outcome === "fail" || outcome === "warning")).toEqual([]);
    expect(skipped).toEqual(["sso.legacy-token"]);
    expect(report).toMatchObject({ ok: true, isStopped: false, leftBehind: [] });
    expect(provider.present()).toEqual([]);
  });
});

describe("a provider with one mistake", () => {
  test.each(mutants)("$id: $flaw", async ({ id, also = [], severity = "fail", ...details }) => {
    const { report, provider, failed, warned } = await simulate(details);
    const missed = severity === "fail" ? failed : warned;
    expect(missed).toContain(id);
    expect([...failed, ...warned].filter((other) => other !== id).sort()).toEqual([...also].sort());
    expect(report.ok).toBe(severity === "warning");
    expect(provider.present()).toEqual([]);
  });

  test("exists for every check", () => {
    const caught = new Set(mutants.map(({ id }) => id));
    expect(clevercloudChecks.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });
});

test("every id belongs to one check", () => {
  const ids = clevercloudChecks.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
