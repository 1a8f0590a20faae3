import type { Tone } from "../../ui/tone.ts";

/**
 * How good each status of a custom hostname is: all that Cloudflare documents (API page of custom hostnames, `status`).
 * "warn" waits for the customer, "busy" goes on by itself.
 */
export const hostnameTones = {
  active: "good",
  active_redeploying: "good",
  provisioned: "good",
  test_active: "good",
  test_active_apex: "good",
  pending: "warn",
  pending_migration: "busy",
  pending_provisioned: "busy",
  test_pending: "busy",
  moved: "bad",
  pending_deletion: "bad",
  deleted: "bad",
  pending_blocked: "bad",
  blocked: "bad",
  test_blocked: "bad",
  test_failed: "bad",
} as const satisfies Record<string, Tone>;
export type HostnameStatus = keyof typeof hostnameTones;

/** The same of its certificate (`ssl.status`). */
export const certificateTones = {
  active: "good",
  backup_issued: "good",
  pending_cleanup: "good",
  initializing: "busy",
  pending_issuance: "busy",
  pending_deployment: "busy",
  holding_deployment: "busy",
  staging_deployment: "busy",
  staging_active: "busy",
  pending_validation: "warn",
  pending_expiration: "warn",
  expired: "bad",
  initializing_timed_out: "bad",
  validation_timed_out: "bad",
  issuance_timed_out: "bad",
  deployment_timed_out: "bad",
  pending_deletion: "bad",
  deletion_timed_out: "bad",
  deleted: "bad",
  deactivating: "bad",
  inactive: "bad",
} as const satisfies Record<string, Tone>;
export type CertificateStatus = keyof typeof certificateTones;

/** A status that there are words for: a documented one, none yet, or one that Cloudflare has come up with since. */
export type HostnameState = HostnameStatus | "none" | "unknown";
export type CertificateState = CertificateStatus | "none" | "unknown";

export function toHostnameState(status: string | null): HostnameState {
  if (status === null) return "none";
  return isKeyOf(hostnameTones, status) ? status : "unknown";
}

export function toCertificateState(status: string | null): CertificateState {
  if (status === null) return "none";
  return isKeyOf(certificateTones, status) ? status : "unknown";
}

export function hostnameTone(state: HostnameState): Tone {
  return state === "none" || state === "unknown" ? "busy" : hostnameTones[state];
}

export function certificateTone(state: CertificateState): Tone {
  return state === "none" || state === "unknown" ? "busy" : certificateTones[state];
}

function isKeyOf<Table extends object>(table: Table, key: PropertyKey): key is keyof Table {
  return Object.hasOwn(table, key);
}
