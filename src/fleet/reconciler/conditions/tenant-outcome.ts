import { hostnameFaults } from "../../../../stacks/hostname-faults.ts";
import type { Observation } from "../../../core/ledger/record-observations.ts";
import type { SourceTerms, TermsBySource } from "../../../core/ledger/source-terms.ts";
import type { ConditionType } from "../../../core/model/condition.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import type { Blocked } from "../declaration/declare-tenant.ts";
import type { TenantResult } from "../declaration/shard-program.ts";
import type { StackRun } from "../engine/stack-runner.ts";
import type { RunDecision } from "../shard/decide-run.ts";
import { engineReport, hostnameFailures, type PartStanding, type TenantReport, tenantReport } from "./tenant-report.ts";

type TenantCondition = Observation["conditions"][number];

export interface TenantOutcome {
  /** Without HostnamesActive, which is derived from the status of each hostname. */
  readonly conditions: readonly TenantCondition[];
  /** True if the vendors hold everything desired. Steps left to the customer do not count. */
  readonly isConverged: boolean;
  /** Error messages. */
  readonly failures: readonly string[];
  readonly hostnameFailures: ReadonlyMap<string, string | null>;
  /** Keys (resourceKey) of a converged tenant's resources in the state. */
  readonly resources: readonly string[] | undefined;
}

/** The outcome for a tenant that the run reconciled. */
function tenantOutcome(tenant: Tenant, report: TenantReport, terms: SourceTerms | undefined): TenantOutcome {
  const failures = report.failures.map(({ message }) => message);
  const refused = refusedHostnames(tenant, report);
  const shared = { failures, hostnameFailures: new Map([...hostnameFailures(report), ...refused]) };
  if (tenant.state === "removed") {
    const isConverged = report.whyUnfinished === undefined && failures.length === 0;
    const failure = failures.join(" ") || (report.whyUnfinished ?? "");
    return { ...shared, conditions: removedConditions(isConverged, failure), isConverged, resources: undefined };
  }
  const shortfall = shortfallOf(tenant, report) ?? ([...refused.values()].join(" ") || undefined);
  const conditions = [
    licensedCondition(tenant, report),
    configCondition(report, terms),
    readyCondition(tenant, shortfall),
  ];
  return {
    ...shared,
    conditions: conditions.flatMap((each) => each ?? []),
    isConverged: shortfall === undefined,
    resources: shortfall === undefined ? [...(report.result?.declared.keys() ?? [])] : undefined,
  };
}

/** Hostnames that a rule of their resource rejects and that were therefore left out, with the rule. */
function refusedHostnames({ state, desired }: Tenant, { result }: TenantReport): ReadonlyMap<string, string> {
  const declared = new Set([...(result?.declared.values() ?? [])].map(({ hostname }) => hostname));
  const refused = state === "active" ? desired.hostnames.filter(({ hostname }) => !declared.has(hostname)) : [];
  return new Map(
    refused.flatMap((one): [string, string][] => {
      const faults = hostnameFaults(one).map(({ path, reason }) => `${path.join(".")} ${reason}`);
      return faults.length > 0 ? [[one.hostname, `${one.hostname}: ${faults.join("; ")}.`]] : [];
    }),
  );
}

/** The outcome for a tenant whose interrupted run could not be resumed. */
export function failedOutcome(tenant: Tenant, failures: readonly string[]): TenantOutcome {
  const message = failures.join(" ");
  const conditions = tenant.state === "removed" ? removedConditions(false, message) : [readyCondition(tenant, message)];
  return { conditions, isConverged: false, failures, hostnameFailures: new Map(), resources: undefined };
}

/** The outcome for a tenant that cannot be declared yet. */
function blockedOutcome({ reason, message }: Blocked): TenantOutcome {
  const conditions = [condition("Ready", "false", reason, message)];
  return { conditions, isConverged: false, failures: [message], hostnameFailures: new Map(), resources: undefined };
}

/** Why a tenant has not converged: a failure, or something that the run did not report. */
function shortfallOf({ desired }: Tenant, { result, failures, whyUnfinished, missing }: TenantReport) {
  if (failures.length > 0) {
    return failures.map(({ message }) => message).join(" ");
  }
  if (whyUnfinished !== undefined) {
    return whyUnfinished;
  }
  if (result === undefined || result.declared.size === 0) {
    return "The run did not reach this tenant.";
  }
  if (missing.length > 0) {
    return `The run did not report these resources: ${missing.join(", ")}.`;
  }
  if (result.licenseKeys === undefined) {
    return "The run did not report the license keys.";
  }
  const declared = new Set([...result.declared.values()].map(({ hostname }) => hostname));
  const unread = desired.hostnames.flatMap(({ hostname }) =>
    declared.has(hostname) && !result.hostnames.has(hostname) ? [hostname] : [],
  );
  return unread.length > 0 ? `The run did not report these hostnames: ${unread.join(", ")}.` : undefined;
}

function condition(
  type: ConditionType,
  status: TenantCondition["status"],
  reason: string,
  message: string,
): TenantCondition {
  return { type, status, reason, message };
}

/** Undefined if the run reported nothing about this part: its condition stays. */
function partCondition(
  type: ConditionType,
  standing: PartStanding | undefined,
  made: TenantCondition,
): TenantCondition | undefined {
  if (standing?.kind === "failed") {
    return condition(type, "false", "Failed", standing.message);
  }
  if (standing?.kind === "pending") {
    return condition(type, "false", "Pending", "Pending: it depends on a resource that failed.");
  }
  return standing?.kind === "made" ? made : undefined;
}

function licensedCondition({ state }: Tenant, report: TenantReport): TenantCondition | undefined {
  const count = report.result?.licenseKeys?.length;
  const isReleased = state === "suspended" && report.result?.isUsed === false;
  const made =
    count === undefined
      ? condition("Licensed", "false", "Pending", "The run did not report the license keys.")
      : condition("Licensed", "true", "Licensed", `The owner has ${count} ${count === 1 ? "license" : "licenses"}.`);
  const released = condition(
    "Licensed",
    "false",
    "Suspended",
    "The tenant is suspended: its licenses are kept but not in use.",
  );
  return partCondition("Licensed", report.standingOf("Licensed"), isReleased ? released : made);
}

function configCondition(report: TenantReport, terms: SourceTerms | undefined): TenantCondition | undefined {
  if (terms?.configVars === undefined) {
    return condition("ConfigPushed", "true", "NotNeeded", "The tenant has no add-on.");
  }
  const standing = report.standingOf("ConfigPushed");
  if (standing?.kind === "none") {
    return condition("ConfigPushed", "true", "NotNeeded", "No config vars are configured.");
  }
  return partCondition(
    "ConfigPushed",
    standing,
    condition("ConfigPushed", "true", "Pushed", `${terms.title} has the config vars.`),
  );
}

function readyCondition({ state }: Pick<Tenant, "state">, shortfall: string | undefined): TenantCondition {
  if (shortfall !== undefined) {
    return condition("Ready", "false", "Failed", shortfall);
  }
  return state === "suspended"
    ? condition("Ready", "false", "Suspended", "The tenant is suspended.")
    : condition("Ready", "true", "Converged", "The vendors match the desired state.");
}

function removedConditions(isConverged: boolean, failure: string): TenantCondition[] {
  const ready = isConverged
    ? condition("Ready", "false", "Removed", "All vendor objects are deleted, except license keys, which apifew keeps.")
    : condition("Ready", "false", "RemovalFailed", failure);
  const gone = (type: ConditionType) => condition(type, "false", "Removed", "The tenant was removed.");
  return isConverged ? [gone("Licensed"), gone("ConfigPushed"), ready] : [ready];
}

/** The outcome of a run for each of its tenants. */
export function runOutcomes(
  { pending, blockedTenants }: Pick<Extract<RunDecision, { kind: "run" }>, "pending" | "blockedTenants">,
  results: ReadonlyMap<string, TenantResult>,
  runs: readonly StackRun[],
  terms: TermsBySource,
): ReadonlyMap<Tenant, TenantOutcome> {
  const outcomes = new Map<Tenant, TenantOutcome>();
  const engine = engineReport(runs);
  for (const tenant of pending) {
    const report = tenantReport(tenant.id, results.get(tenant.id), engine);
    outcomes.set(tenant, tenantOutcome(tenant, report, terms[tenant.source]));
  }
  for (const { tenant, blocked } of blockedTenants) {
    outcomes.set(tenant, blockedOutcome(blocked));
  }
  return outcomes;
}
