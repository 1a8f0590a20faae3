/** The two statuses of a custom hostname: its own and its certificate's (API page of custom hostnames). */
import type { CustomHostname } from "../schema.ts";

export type WaitFor = "none" | "pending_validation" | "active";

const activeStatuses = ["active", "active_redeploying", "test_active", "test_active_apex", "provisioned"];
/**
 * Cloudflare refuses the hostname, usually because of a zone hold of the domain's owner, and no longer checks
 * it on schedule.
 */
const blockedStatuses = ["blocked", "pending_blocked", "test_blocked", "test_failed"];
/** Cloudflare has stopped checking these. A PATCH of ssl resets them to pending. */
const abandonedStatuses = ["moved", "deleted", ...blockedStatuses];
const abandonedSslStatuses = [
  "initializing_timed_out",
  "validation_timed_out",
  "issuance_timed_out",
  "deployment_timed_out",
  "deletion_timed_out",
  "deleted",
  "inactive",
];
/** The certificate needs validation records that Cloudflare has not returned yet. */
const unpreparedSslStatuses = ["initializing", "pending_validation"];
/**
 * The certificate is validated, or no validation is in progress. A status that is not listed here counts as
 * neither.
 */
const validatedSslStatuses = [
  ...["pending_issuance", "pending_deployment", "active", "staging_deployment", "staging_active", "backup_issued"],
  ...["holding_deployment", "pending_expiration", "expired", "pending_deletion", "pending_cleanup", "deactivating"],
];

/** True when Cloudflare has stopped checking the hostname and a PATCH makes it start again. */
export function isAbandoned(hostname: {
  readonly status?: string | null;
  readonly sslStatus?: string | null;
}): boolean {
  return abandonedStatuses.includes(hostname.status ?? "") || abandonedSslStatuses.includes(hostname.sslStatus ?? "");
}

/** Why waiting longer cannot help, in Cloudflare's words; undefined while it may. */
export function terminalReason(wire: CustomHostname): string | undefined {
  if (!isAbandoned({ status: wire.status, sslStatus: wire.ssl?.status })) {
    return undefined;
  }
  return blockedStatuses.includes(wire.status ?? "") ? `${progressText(wire)}; ${howToUnblock}` : progressText(wire);
}

const howToUnblock =
  "if the domain's zone has a hold, its owner must release it; then `pulumi up --refresh` restarts the " +
  "validation; otherwise ask Cloudflare's support";

/** Whether the hostname has reached `waitFor` or passed it. */
export function isReached(waitFor: WaitFor, wire: CustomHostname): boolean {
  if (waitFor === "none") {
    return true;
  }
  const ssl = wire.ssl;
  if (waitFor === "active") {
    return activeStatuses.includes(wire.status ?? "") && (!ssl || ssl.status === "active");
  }
  // An uploaded certificate becomes active directly and never has records.
  const status = ssl?.status ?? "initializing";
  const isNamed = unpreparedSslStatuses.includes(status) && (ssl?.validation_records ?? []).length > 0;
  return !ssl || isNamed || validatedSslStatuses.includes(status);
}

/** Both statuses, followed by Cloudflare's error texts. */
export function progressText(wire: CustomHostname): string {
  return [`hostname is ${wire.status ?? "without status"}`, sslText(wire), ...vendorTexts(wire)]
    .filter(Boolean)
    .join("; ");
}

function sslText(wire: CustomHostname): string {
  return wire.ssl?.status ? `certificate is ${wire.ssl.status}` : "";
}

function vendorTexts(wire: CustomHostname): string[] {
  return [...(wire.verification_errors ?? []), ...[...(wire.ssl?.validation_errors ?? [])]];
}

/**
 * The error of an update when Cloudflare answers 404 for the hostname. The control plane searches failures
 * for this text.
 */
export function goneText(hostname: string): string {
  return `the custom hostname ${hostname} is gone: run pulumi refresh, then pulumi up to create it again`;
}
