/** What the two state machines of a custom hostname mean (reference: API page of custom hostnames, A3 and A6). */
import type { CustomHostname } from "./schema.ts";

export type WaitFor = "none" | "pending_validation" | "active";

const activeStatuses = ["active", "active_redeploying", "test_active", "test_active_apex", "provisioned"];
/** Cloudflare gave up on these; a PATCH of ssl puts them back to pending. */
const abandonedStatuses = ["moved", "deleted"];
const abandonedSslStatuses = [
  "initializing_timed_out",
  "validation_timed_out",
  "issuance_timed_out",
  "deployment_timed_out",
  "deletion_timed_out",
  "deleted",
  "inactive",
];
/** Nothing that this provider can do ends these. */
const blockedStatuses = ["blocked", "pending_blocked", "test_blocked", "test_failed"];
/** The certificate waits for records that it has not named yet. */
const unpreparedSslStatuses = ["initializing", "pending_validation"];

/** True when Cloudflare has given the hostname up and a PATCH would make it try again. */
export function isAbandoned(hostname: {
  readonly status?: string | null;
  readonly sslStatus?: string | null;
}): boolean {
  return abandonedStatuses.includes(hostname.status ?? "") || abandonedSslStatuses.includes(hostname.sslStatus ?? "");
}

/** Why waiting on is pointless, in the vendor's words; undefined while there is hope. */
export function terminalReason(wire: CustomHostname): string | undefined {
  const isTerminal =
    blockedStatuses.includes(wire.status ?? "") || isAbandoned({ status: wire.status, sslStatus: wire.ssl?.status });
  if (!isTerminal) {
    return undefined;
  }
  return progressText(wire);
}

/** True when the hostname has come as far as `waitFor` asks, or further. */
export function isReached(waitFor: WaitFor, wire: CustomHostname): boolean {
  if (waitFor === "none") {
    return true;
  }
  const ssl = wire.ssl;
  if (waitFor === "active") {
    return activeStatuses.includes(wire.status ?? "") && (!ssl || ssl.status === "active");
  }
  // An uploaded certificate goes straight to active and never names a record.
  const isUnprepared = unpreparedSslStatuses.includes(ssl?.status ?? "initializing");
  return !ssl || !isUnprepared || (ssl.validation_records ?? []).length > 0;
}

/** How far it has come, with what Cloudflare says about it. */
export function progressText(wire: CustomHostname): string {
  return [`hostname is ${wire.status ?? "without status"}`, sslText(wire), ...vendorTexts(wire)]
    .filter(Boolean)
    .join("; ");
}

function sslText(wire: CustomHostname): string {
  return wire.ssl?.status ? `certificate is ${wire.ssl.status}` : "";
}

function vendorTexts(wire: CustomHostname): string[] {
  return [...(wire.verification_errors ?? []), ...(wire.ssl?.validation_errors ?? []).map(({ message }) => message)];
}
