import { hostnamesCondition } from "../hostnames/hostnames-condition.ts";
import type { ConditionType } from "../ledger/condition.ts";
import type { Observation } from "../ledger/record-observations.ts";
import type { Tenant } from "../ledger/tenant.ts";
import type { Hindrance } from "./declare-tenant.ts";
import type { TenantResult } from "./shard-program.ts";

type Finding = Observation["conditions"][number];

export interface TenantJudgement {
  readonly findings: readonly Finding[];
  /** True when everything that was wanted is at the vendors; what the customer still has to do does not count. */
  readonly isConverged: boolean;
  /** What failed, in the vendors' and our words. */
  readonly failures: readonly string[];
}

/** What a run says of a tenant that it was to bring to its newest generation. */
export function judgeTenant(
  tenant: Tenant,
  result: TenantResult | undefined,
  failures: readonly string[],
  whyUnfinished: string | undefined,
): TenantJudgement {
  const isConverged = whyUnfinished === undefined && failures.length === 0;
  const failure = failures.join(" ") || (whyUnfinished ?? "");
  if (tenant.state === "removed") return { findings: removedFindings(isConverged, failure), isConverged, failures };
  const licensed = result?.licenseKeys
    ? finding("Licensed", "true", "Licensed", `${result.licenseKeys.length} of the owner's licenses are there.`)
    : finding("Licensed", "false", "Failed", failure || "The license could not be made.");
  const pushed =
    tenant.source !== "clevercloud"
      ? finding("ConfigPushed", "true", "NotNeeded", "The tenant has no add-on.")
      : isConverged
        ? finding("ConfigPushed", "true", "Pushed", "Clever Cloud has the config vars.")
        : finding("ConfigPushed", "false", "Failed", failure);
  return {
    findings: [licensed, hostnamesFinding(tenant, result), pushed, readyFinding(tenant, isConverged, failure)],
    isConverged,
    failures,
  };
}

/** What is said of a tenant that cannot be declared yet. */
export function hinder({ reason, message }: Hindrance): TenantJudgement {
  return { findings: [finding("Ready", "false", reason, message)], isConverged: false, failures: [message] };
}

function finding(type: ConditionType, status: Finding["status"], reason: string, message: string): Finding {
  return { type, status, reason, message };
}

function hostnamesFinding({ state, desired }: Tenant, result: TenantResult | undefined): Finding {
  if (state === "suspended") {
    return finding("HostnamesActive", "false", "Suspended", "The tenant is suspended; its hostnames are not served.");
  }
  const missing = desired.hostnames.filter(({ hostname }) => !result?.hostnames.has(hostname));
  if (missing.length > 0) {
    const names = missing.map(({ hostname }) => hostname).join(", ");
    return finding("HostnamesActive", "false", "Failed", `Cloudflare has not taken ${names}.`);
  }
  return hostnamesCondition([...(result?.hostnames.values() ?? [])]);
}

function readyFinding(tenant: Tenant, isConverged: boolean, failure: string): Finding {
  if (!isConverged) return finding("Ready", "false", "Failed", failure);
  return tenant.state === "suspended"
    ? finding("Ready", "false", "Suspended", "The tenant is suspended.")
    : finding("Ready", "true", "Converged", "The vendors have what is wanted.");
}

function removedFindings(isConverged: boolean, failure: string): Finding[] {
  const ready = isConverged
    ? finding("Ready", "false", "Removed", "Nothing of it is left at the vendors but license keys, which apifew keeps.")
    : finding("Ready", "false", "RemovalFailed", failure);
  const gone = (type: ConditionType) => finding(type, "false", "Removed", "The tenant has been removed.");
  return isConverged ? [gone("Licensed"), gone("HostnamesActive"), gone("ConfigPushed"), ready] : [ready];
}
