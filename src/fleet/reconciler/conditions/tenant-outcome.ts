import { hostnameFaults } from "../../../../stacks/hostname-faults.ts";
import type { ConditionType } from "../../../core/ledger/condition.ts";
import type { Observation } from "../../../core/ledger/record-observations.ts";
import type { SourceTerms } from "../../../core/ledger/source-terms.ts";
import type { Tenant } from "../../../core/ledger/tenant.ts";
import type { Hindrance } from "../declaration/declare-tenant.ts";
import { hostnameFailures, type PartStanding, type TenantReport } from "./tenant-report.ts";

type Finding = Observation["conditions"][number];

export interface TenantJudgement {
  /** HostnamesActive is not among them: it follows from what is known of each hostname. */
  readonly findings: readonly Finding[];
  /** True when everything that is desired is at the vendors; what the customer still has to do does not count. */
  readonly isConverged: boolean;
  /** What failed, in the vendors' and our words. */
  readonly failures: readonly string[];
  readonly hostnameFailures: ReadonlyMap<string, string | null>;
  /** The resources that the state has of a tenant that converged, by resourceKey. */
  readonly resources: readonly string[] | undefined;
}

/** What a run says of a tenant that it was to bring to its newest generation. */
export function judgeTenant(tenant: Tenant, report: TenantReport, terms: SourceTerms | undefined): TenantJudgement {
  const failures = report.failures.map(({ message }) => message);
  const refused = refusedHostnames(tenant, report);
  const shared = { failures, hostnameFailures: new Map([...hostnameFailures(report), ...refused]) };
  if (tenant.state === "removed") {
    const isConverged = report.whyUnfinished === undefined && failures.length === 0;
    const failure = failures.join(" ") || (report.whyUnfinished ?? "");
    return { ...shared, findings: removedFindings(isConverged, failure), isConverged, resources: undefined };
  }
  const shortfall = shortfallOf(tenant, report) ?? ([...refused.values()].join(" ") || undefined);
  const findings = [licensedFinding(tenant, report), configFinding(report, terms), readyFinding(tenant, shortfall)];
  return {
    ...shared,
    findings: findings.flatMap((each) => each ?? []),
    isConverged: shortfall === undefined,
    resources: shortfall === undefined ? [...(report.result?.declared.keys() ?? [])] : undefined,
  };
}

/** Hostnames that were left out of the program, since a rule of their resource refuses them, and which rule. */
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

/** What is said of a tenant whose broken-off run could not be taken up. */
export function judgeFailed(tenant: Tenant, failures: readonly string[]): TenantJudgement {
  const message = failures.join(" ");
  const findings = tenant.state === "removed" ? removedFindings(false, message) : [readyFinding(tenant, message)];
  return { findings, isConverged: false, failures, hostnameFailures: new Map(), resources: undefined };
}

/** What is said of a tenant that cannot be declared yet. */
export function hinder({ reason, message }: Hindrance): TenantJudgement {
  const findings = [finding("Ready", "false", reason, message)];
  return { findings, isConverged: false, failures: [message], hostnameFailures: new Map(), resources: undefined };
}

/** Why a tenant has not converged: what failed, or what the engine and its program did not report. */
function shortfallOf({ desired }: Tenant, { result, failures, whyUnfinished, missing }: TenantReport) {
  if (failures.length > 0) return failures.map(({ message }) => message).join(" ");
  if (whyUnfinished !== undefined) return whyUnfinished;
  if (result === undefined || result.declared.size === 0) return "The run did not come to this tenant.";
  if (missing.length > 0) return `The run did not report these resources: ${missing.join(", ")}.`;
  if (result.licenseKeys === undefined) return "The run did not report the license keys.";
  const declared = new Set([...result.declared.values()].map(({ hostname }) => hostname));
  const unread = desired.hostnames.flatMap(({ hostname }) =>
    declared.has(hostname) && !result.hostnames.has(hostname) ? [hostname] : [],
  );
  return unread.length > 0 ? `The run did not report these hostnames: ${unread.join(", ")}.` : undefined;
}

function finding(type: ConditionType, status: Finding["status"], reason: string, message: string): Finding {
  return { type, status, reason, message };
}

/** Undefined where the run says nothing of the part: what was known before stays. */
function partFinding(type: ConditionType, standing: PartStanding | undefined, made: Finding): Finding | undefined {
  if (standing?.kind === "failed") return finding(type, "false", "Failed", standing.message);
  if (standing?.kind === "pending") {
    return finding(type, "false", "Pending", "Not done yet: it waits for a resource that failed.");
  }
  return standing?.kind === "made" ? made : undefined;
}

function licensedFinding({ state }: Tenant, report: TenantReport): Finding | undefined {
  const count = report.result?.licenseKeys?.length;
  const isReleased = state === "suspended" && report.result?.isUsed === false;
  const made =
    count === undefined
      ? finding("Licensed", "false", "Pending", "The run did not report the license keys.")
      : finding("Licensed", "true", "Licensed", `The owner has ${count} ${count === 1 ? "license" : "licenses"}.`);
  const released = finding(
    "Licensed",
    "false",
    "Suspended",
    "The licenses are kept, and nobody uses them: the tenant is suspended.",
  );
  return partFinding("Licensed", report.standingOf("Licensed"), isReleased ? released : made);
}

function configFinding(report: TenantReport, terms: SourceTerms | undefined): Finding | undefined {
  if (terms?.configVars === undefined) {
    return finding("ConfigPushed", "true", "NotNeeded", "The tenant has no add-on.");
  }
  const standing = report.standingOf("ConfigPushed");
  if (standing?.kind === "none") return finding("ConfigPushed", "true", "NotNeeded", "No config vars are configured.");
  return partFinding(
    "ConfigPushed",
    standing,
    finding("ConfigPushed", "true", "Pushed", "Clever Cloud has the config vars."),
  );
}

function readyFinding({ state }: Pick<Tenant, "state">, shortfall: string | undefined): Finding {
  if (shortfall !== undefined) return finding("Ready", "false", "Failed", shortfall);
  return state === "suspended"
    ? finding("Ready", "false", "Suspended", "The tenant is suspended.")
    : finding("Ready", "true", "Converged", "The vendors have what is desired.");
}

function removedFindings(isConverged: boolean, failure: string): Finding[] {
  const ready = isConverged
    ? finding("Ready", "false", "Removed", "Nothing of it is left at the vendors but license keys, which apifew keeps.")
    : finding("Ready", "false", "RemovalFailed", failure);
  const gone = (type: ConditionType) => finding(type, "false", "Removed", "The tenant was removed.");
  return isConverged ? [gone("Licensed"), gone("ConfigPushed"), ready] : [ready];
}
