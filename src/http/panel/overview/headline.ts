import type { Tenant } from "../../../core/model/tenant.ts";
import type { Tone } from "../../ui/tone.ts";
import { type Domain, standingOf } from "../domains/domain.ts";

export type HeadlineKind = keyof typeof headlineTones;

export const headlineTones = {
  "first-domain": "good",
  working: "good",
  "setting-up": "busy",
  changing: "busy",
  "owner-unknown": "busy",
  "domain-ours": "busy",
  slow: "warn",
  failing: "warn",
  "domain-yours": "warn",
  "domain-broken": "bad",
  suspended: "bad",
  removed: "quiet",
} as const satisfies Record<string, Tone>;

/** The most important fact about a tenant for its customer. */
export interface Headline {
  readonly kind: HeadlineKind;
  /** The domain concerned. */
  readonly hostname?: string;
}

interface Circumstances {
  readonly now: Date;
  /** Whether the plan includes domains. */
  readonly hasDomains: boolean;
}

/** Failures are retried at once; only those that last longer than this are shown. */
const graceMs = 60_000;
/** No vendor call normally takes this long. */
const slowMs = 5 * 60_000;

/**
 * What a customer should know first: about the add-on as a whole, else about the domain in the worst phase.
 */
export function headlineOf(tenant: Tenant, domains: readonly Domain[], circumstances: Circumstances): Headline {
  if (tenant.state !== "active") {
    return { kind: tenant.state };
  }
  return unfinished(tenant, circumstances.now) ?? domainHeadline(domains) ?? finished(domains, circumstances);
}

function unfinished(tenant: Tenant, now: Date): Headline | undefined {
  if (tenant.observedGeneration >= tenant.generation) {
    return undefined;
  }
  const reason = tenant.conditions.find(({ type }) => type === "Ready")?.reason;
  if (reason === "OwnerUnknown") {
    return { kind: "owner-unknown" };
  }
  const ageMs = now.getTime() - tenant.changedAt.getTime();
  const isFailing = reason !== undefined && reason !== "Reconciling" && reason !== "NotObserved";
  if (isFailing && ageMs > graceMs) {
    return { kind: "failing" };
  }
  if (ageMs > slowMs) {
    return { kind: "slow" };
  }
  return { kind: tenant.observedGeneration === 0 ? "setting-up" : "changing" };
}

function domainHeadline(domains: readonly Domain[]): Headline | undefined {
  for (const phase of ["broken", "yours", "ours"] as const) {
    const found = domains.find((domain) => standingOf(domain).phase === phase);
    if (found !== undefined) {
      return { kind: `domain-${phase}`, hostname: found.hostname };
    }
  }
  return undefined;
}

function finished(domains: readonly Domain[], { hasDomains }: Circumstances): Headline {
  return { kind: domains.length === 0 && hasDomains ? "first-domain" : "working" };
}
