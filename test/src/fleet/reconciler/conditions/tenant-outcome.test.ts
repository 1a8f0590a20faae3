import { describe, expect, it } from "vitest";
import { runOutcomes } from "../../../../../src/fleet/reconciler/conditions/tenant-outcome.ts";
import type { DeclaredResource, TenantResult } from "../../../../../src/fleet/reconciler/declaration/shard-program.ts";
import type { StackRun } from "../../../../../src/fleet/reconciler/engine/stack-runner.ts";
import { tenant } from "../../../../support/shard-tenants.ts";

const silent: StackRun = {
  isSuccess: true,
  isComplete: true,
  changes: {},
  steps: [],
  remarks: [],
  reports: new Map(),
  failures: [],
  durationMs: 1,
};
const urnOf = (name: string) =>
  `urn:pulumi:shard-00::marketplane::marketplane:index:Tenant$pulumi-nodejs:apifew:User::${name}`;
const failed = (id: string, message: string): StackRun => ({
  ...silent,
  isSuccess: false,
  failures: [
    { urn: urnOf(`${id}-owner`), message },
    { urn: "urn:pulumi:shard-00::marketplane::pulumi:pulumi:Stack::marketplane-shard-00", message: "update failed" },
  ],
});
const [one, two] = [tenant("one"), tenant("two")];
const keyOf = (type: string, name: string) => `pulumi-nodejs:${type}::${name}`;
const resultOf = (id: string): TenantResult => ({
  licenseKeys: ["key"],
  isUsed: true,
  declared: new Map<string, DeclaredResource>([
    [keyOf("apifew:User", `${id}-owner`), { condition: "Licensed" }],
    [keyOf("apifew:License", `${id}-license`), { condition: "Licensed" }],
  ]),
  hostnames: new Map(),
});
const results = new Map([one, two].map(({ id }) => [id, resultOf(id)]));
const made = new Map(
  [...results.values()].flatMap(({ declared }) => [...declared.keys()]).map((key) => [key, "made"] as const),
);
const done: StackRun = { ...silent, reports: made };
const judged = (
  runs: readonly StackRun[],
  blockedTenants: Parameters<typeof runOutcomes>[0]["blockedTenants"] = [],
) => {
  const outcomes = runOutcomes({ pending: [one, two], blockedTenants }, results, runs, {});
  return [...outcomes].map(([{ id }, { isConverged, conditions }]) => {
    const ready = conditions.find(({ type }) => type === "Ready");
    return [id, isConverged, ready?.reason, ready?.message];
  });
};
const converged = "The vendors match the desired state.";

describe("the outcome of a run", () => {
  it("is converged for every tenant after an engine run without a failure", () => {
    expect(judged([done])).toEqual([
      ["one", true, "Converged", converged],
      ["two", true, "Converged", converged],
    ]);
  });

  it("names a hostname that was left out of the program and the rule it breaks, and affects no other condition", () => {
    const long = `${"a".repeat(60)}.acme-shoes.com`;
    const hostnames = [{ hostname: long, ssl: { method: "http" } }] as (typeof one)["desired"]["hostnames"];
    const ordered = { ...one, desired: { ...one.desired, hostnames } };
    const outcome = runOutcomes({ pending: [ordered], blockedTenants: [] }, results, [done], {}).get(ordered);
    const reason = expect.stringContaining(`${long}: ssl.cloudflareBranding must be true`);
    expect(outcome?.hostnameFailures).toEqual(new Map([[long, reason]]));
    expect(outcome?.conditions).toEqual([
      expect.objectContaining({ type: "Licensed", status: "true" }),
      expect.objectContaining({ type: "ConfigPushed", status: "true" }),
      expect.objectContaining({ type: "Ready", status: "false", message: reason }),
    ]);
  });

  it("is converged for the other tenants if an engine run without the failing tenant had no failure", () => {
    expect(judged([failed("one", "no such login"), done])).toEqual([
      ["one", false, "Failed", "no such login"],
      ["two", true, "Converged", converged],
    ]);
  });

  it("is converged for no tenant if the last engine run had failures, since it may not have reached every resource", () => {
    expect(judged([failed("one", "no such login")])).toEqual([
      ["one", false, "Failed", "no such login"],
      ["two", false, "Failed", "The run ended early: no such login"],
    ]);
  });

  it("is converged for no tenant after the engine was killed", () => {
    const killed = { ...done, isSuccess: false, isComplete: false, failures: [{ urn: undefined, message: "killed" }] };

    expect(judged([killed]).map(([, isConverged]) => isConverged)).toEqual([false, false]);
  });

  it("is converged for no tenant if the engine reported nothing, even if it succeeded", () => {
    const message = "The run did not report these resources:";

    expect(judged([silent])).toEqual([
      ["one", false, "Failed", expect.stringContaining(message)],
      ["two", false, "Failed", expect.stringContaining(message)],
    ]);
  });

  it("is not converged for a tenant that the program never reached", () => {
    const outcomes = runOutcomes({ pending: [one], blockedTenants: [] }, new Map(), [done], {});

    expect([...outcomes.values()]).toMatchObject([{ isConverged: false, failures: [] }]);
  });

  it("states why a tenant could not be declared", () => {
    const blocked = { reason: "PlanUnknown", message: "There is no such plan." };

    expect(judged([done], [{ tenant: tenant("three"), blocked }]).at(-1)).toEqual([
      "three",
      false,
      "PlanUnknown",
      "There is no such plan.",
    ]);
  });
});
