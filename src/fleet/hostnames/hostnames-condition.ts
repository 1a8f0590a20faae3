import type { ConditionReport } from "../../core/ledger/set-condition.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import {
  meaningOfCertificate,
  meaningOfHostname,
  type Standing,
  type StateMeaning,
  toCertificateState,
  toHostnameState,
  validating,
} from "./hostname-states.ts";

/** What is known about a hostname that a tenant declares. */
export interface KnownHostname {
  readonly hostname: string;
  /** Null until Cloudflare has it. */
  readonly status: string | null;
  readonly certificateStatus: string | null;
  /** Whether the certificate authority requires a record that the customer must add. */
  readonly needsRecord: boolean;
  /** Why the last run failed to register or change it; null if it succeeded. */
  readonly failure: string | null;
}

const urgency: Readonly<Record<Standing, number>> = { good: 0, busy: 1, warn: 2, bad: 3 };

/** True if the hostname serves visitors with a certificate. */
export function isServed(hostname: Pick<KnownHostname, "status" | "certificateStatus">): boolean {
  return meaningsOf({ ...hostname, needsRecord: false }).every(({ standing }) => standing === "good");
}

/** The meaning of a hostname's more urgent status: its own or its certificate's. */
export function meaningOf(hostname: Omit<KnownHostname, "hostname">): StateMeaning {
  const { status, failure } = hostname;
  if (status === null && failure !== null) {
    return { standing: "bad", actor: "seller", reason: "Failed", text: `not registered at Cloudflare: ${failure}` };
  }
  const [route, certificate] = meaningsOf(hostname);
  // A certificate is useless without a route, so the hostname's status wins a tie.
  return urgency[certificate.standing] > urgency[route.standing] ? certificate : route;
}

/** The condition of a tenant from all hostnames that it declares. */
export function hostnamesCondition(
  { state }: Pick<Tenant, "state">,
  hostnames: readonly KnownHostname[],
): Omit<ConditionReport, "observedGeneration"> {
  const type = "HostnamesActive";
  if (state === "removed") {
    return { type, status: "false", reason: "Removed", message: "The tenant was removed." };
  }
  if (hostnames.length === 0) {
    return { type, status: "true", reason: "NoHostnames", message: "The tenant has no hostnames." };
  }
  if (state === "suspended" && hostnames.every(({ status, failure }) => status === null && failure === null)) {
    return {
      type,
      status: "false",
      reason: "Suspended",
      message: "The tenant is suspended; its hostnames were deleted.",
    };
  }
  const unserved = hostnames
    .map((hostname) => ({ hostname: hostname.hostname, meaning: meaningOf(hostname) }))
    .filter(({ meaning }) => meaning.standing !== "good")
    .sort((one, other) => urgency[other.meaning.standing] - urgency[one.meaning.standing]);
  const [worst] = unserved;
  if (worst === undefined) {
    return { type, status: "true", reason: "Active", message: "All hostnames are served." };
  }
  const message = unserved.map(({ hostname, meaning }) => `${hostname}: ${meaning.text}`).join(" ");
  return { type, status: "false", reason: worst.meaning.reason, message };
}

function meaningsOf(hostname: Pick<KnownHostname, "status" | "certificateStatus" | "needsRecord">) {
  const { status, certificateStatus, needsRecord } = hostname;
  const certificate = toCertificateState(certificateStatus);
  const isValidating = certificate === "pending_validation" && !needsRecord;
  return [
    meaningOfHostname(toHostnameState(status)),
    isValidating ? validating : meaningOfCertificate(certificate),
  ] as const;
}
