import { resourceKeyOf } from "../../../../stacks/tenant-of-urn.ts";
import type { ConditionType } from "../../../core/model/condition.ts";
import type { TenantResult } from "../declaration/shard-program.ts";
import type { Failure, ResourceReport } from "../engine/run-events.ts";
import { failuresByTenant } from "../engine/run-events.ts";
import type { StackRun } from "../engine/stack-runner.ts";

/** What the engine runs reported about one tenant's resources. */
export interface TenantReport {
  readonly result: TenantResult | undefined;
  readonly failures: readonly Failure[];
  /** Why the last engine run was incomplete; undefined if it was complete. */
  readonly whyUnfinished: string | undefined;
  /** Keys (resourceKey) of declared resources that the engine did not report as created. */
  readonly missing: readonly string[];
  /** The status of a part of the tenant's resources; undefined if no engine finished and reported it. */
  standingOf(condition: ConditionType): PartStanding | undefined;
}

export type PartStanding =
  | { readonly kind: "none" | "made" | "pending" }
  | { readonly kind: "failed"; readonly message: string };

/** What the engine runs reported about the whole stack. */
export interface EngineReport {
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  readonly whyUnfinished: string | undefined;
  /** False if every engine was killed. */
  readonly isReported: boolean;
  readonly reports: ReadonlyMap<string, ResourceReport>;
}

/**
 * Counts only reports of engines that finished. A killed engine may not have written the state, and a program
 * can succeed without having declared everything.
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

/** Selects the results that concern one tenant. */
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

/** Hostnames that a run registered or changed (null), and those that it failed to, with the reason. */
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
  return `The run ended early${failure ? `: ${failure.message}` : "."}`;
}
