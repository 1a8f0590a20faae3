import { resourceKeyOf } from "../../../../stacks/tenant-of-urn.ts";
import type { ConditionType } from "../../../core/model/condition.ts";
import type { TenantResult } from "../declaration/shard-program.ts";
import type { Failure, ResourceReport } from "../engine/run-events.ts";
import { failuresByTenant } from "../engine/run-events.ts";
import type { StackRun } from "../engine/stack-runner.ts";

/** What the rounds of a run say of one tenant's own resources. */
export interface TenantReport {
  readonly result: TenantResult | undefined;
  readonly failures: readonly Failure[];
  /** Why the last round did not do everything that it was to do; undefined when it did. */
  readonly whyUnfinished: string | undefined;
  /** Resources that were declared and that the engine did not report as made, by resourceKey. */
  readonly missing: readonly string[];
  /** How a part of the tenant's resources is; undefined where no engine came to its end to say so. */
  standingOf(condition: ConditionType): PartStanding | undefined;
}

export type PartStanding =
  | { readonly kind: "none" | "made" | "pending" }
  | { readonly kind: "failed"; readonly message: string };

/** What the rounds of a run say of the whole stack. */
export interface EngineReport {
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  readonly whyUnfinished: string | undefined;
  /** False where every engine was killed. */
  readonly isReported: boolean;
  readonly reports: ReadonlyMap<string, ResourceReport>;
}

/**
 * Only what an engine reported that came to its end counts: one that was killed may not have written the
 * state, and a program may end well without having declared everything.
 */
export function engineReport(runs: readonly StackRun[]): EngineReport {
  const complete = runs.filter(({ isComplete }) => isComplete);
  return {
    failures: failuresByTenant({ failures: runs.flatMap(({ failures }) => failures) }),
    whyUnfinished: whyUnfinished(runs.at(-1)),
    isReported: complete.length > 0,
    reports: new Map(complete.flatMap((run) => [...run.reports])),
  };
}

/** What came of a tenant's resources. */
export function tenantReport(id: string, result: TenantResult | undefined, engine: EngineReport): TenantReport {
  const { reports, isReported } = engine;
  const failures = engine.failures.get(id) ?? [];
  const declared = [...(result?.declared ?? [])];
  const byKey = Map.groupBy(failures, ({ urn }) => (urn === undefined ? "" : resourceKeyOf(urn)));
  return {
    result,
    failures,
    whyUnfinished: engine.whyUnfinished,
    missing: declared.flatMap(([key]) => (reports.get(key) === "made" ? [] : [key])),
    standingOf: (condition) => {
      const keys = declared.flatMap(([key, resource]) => (resource.condition === condition ? [key] : []));
      const messages = keys.flatMap((key) => byKey.get(key) ?? []).map(({ message }) => message);
      if (messages.length > 0) {
        return { kind: "failed", message: messages.join(" ") };
      }
      if (!isReported || result === undefined) {
        return undefined;
      }
      if (keys.length === 0) {
        return { kind: "none" };
      }
      return { kind: keys.every((key) => reports.get(key) === "made") ? "made" : "pending" };
    },
  };
}

/** Hostnames that a run registered or changed (null), and those that it could not, with the reason. */
export function hostnameFailures({ result, failures, missing }: TenantReport): ReadonlyMap<string, string | null> {
  const lacking = new Set(missing);
  return new Map(
    [...(result?.declared ?? [])].flatMap(([key, { hostname }]): [string, string | null][] => {
      if (hostname === undefined) {
        return [];
      }
      const own = failures.filter(({ urn }) => urn !== undefined && resourceKeyOf(urn) === key);
      if (own.length > 0) {
        return [[hostname, own.map(({ message }) => message).join(" ")]];
      }
      return lacking.has(key) ? [] : [[hostname, null]];
    }),
  );
}

function whyUnfinished(last: StackRun | undefined): string | undefined {
  if (last?.isSuccess) {
    return undefined;
  }
  const [failure] = last?.failures ?? [];
  return `The run ended before it was done${failure ? `: ${failure.message}` : "."}`;
}
