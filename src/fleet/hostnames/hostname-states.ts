/**
 * How good a status is. "good": visitors are served. "busy": progress needs no action. "warn": waiting for
 * the customer. "bad": stopped until someone acts.
 */
export type Standing = "good" | "busy" | "warn" | "bad";

/** Who must act next; "none" if nothing remains to be done. */
export type Actor = "none" | "customer" | "seller" | "Cloudflare" | "certificate authority";

/** What a status means to an operator. */
export interface StateMeaning {
  readonly standing: Standing;
  readonly actor: Actor;
  /** The reason of condition HostnamesActive, unique per status. */
  readonly reason: string;
  /** Follows the hostname and a colon. */
  readonly text: string;
}

const good = (reason: string, text: string) => state("good", "none", reason, text);

/**
 * Statuses of a custom hostname: those that Cloudflare documents (API page of custom hostnames, `status`),
 * and our own.
 */
export const hostnameStates = {
  active: good("Active", "served."),
  active_redeploying: good("ActiveRedeploying", "served while Cloudflare deploys it again."),
  provisioned: good("Provisioned", "served; Cloudflare calls it provisioned."),
  test_active: good("TestActive", "served; Cloudflare has it on trial."),
  test_active_apex: good("TestActiveApex", "served as an apex; Cloudflare has it on trial."),
  pending: state("warn", "customer", "WaitingForDns", "waiting for the customer's DNS record."),
  moved: state(
    "bad",
    "customer",
    "Moved",
    "the customer's DNS no longer points here, and Cloudflare stopped checking.",
  ),
  deleted: state(
    "bad",
    "customer",
    "Deleted",
    "given up by Cloudflare: the customer's DNS did not point here for too long.",
  ),
  pending_migration: state("busy", "Cloudflare", "Migrating", "Cloudflare is migrating the hostname."),
  pending_provisioned: state("busy", "Cloudflare", "Provisioning", "Cloudflare is provisioning the hostname."),
  test_pending: state("busy", "Cloudflare", "TestPending", "Cloudflare is preparing a trial of the hostname."),
  pending_deletion: state(
    "bad",
    "seller",
    "PendingDeletion",
    "Cloudflare is deleting the hostname, and not on our request.",
  ),
  pending_blocked: state("bad", "seller", "PendingBlocked", "Cloudflare is about to block the hostname."),
  blocked: state("bad", "seller", "Blocked", "blocked by Cloudflare, which does not check it again without a request."),
  test_blocked: state("bad", "seller", "TestBlocked", "Cloudflare blocked the trial of the hostname."),
  test_failed: state("bad", "seller", "TestFailed", "Cloudflare's trial of the hostname failed."),
  /** Our own status: Cloudflare had the custom hostname, and now reports that it does not exist. */
  gone: state("bad", "seller", "Missing", "deleted at Cloudflare, and not on our request."),
} as const satisfies Readonly<Record<string, StateMeaning>>;

/** Statuses of the certificate (`ssl.status`). */
export const certificateStates = {
  active: good("CertificateActive", "its certificate is active."),
  backup_issued: good("CertificateBackupIssued", "its certificate is active and has a backup."),
  pending_cleanup: good(
    "CertificatePendingCleanup",
    "its certificate is active; Cloudflare removes the one before it.",
  ),
  initializing: state("busy", "Cloudflare", "CertificateInitializing", "Cloudflare is ordering the certificate."),
  pending_validation: state(
    "warn",
    "customer",
    "CertificatePendingValidation",
    "the certificate authority waits for the customer's DNS record.",
  ),
  pending_issuance: state(
    "busy",
    "certificate authority",
    "CertificatePendingIssuance",
    "the certificate authority is issuing the certificate.",
  ),
  pending_deployment: state(
    "busy",
    "Cloudflare",
    "CertificatePendingDeployment",
    "Cloudflare is deploying the certificate.",
  ),
  holding_deployment: state(
    "busy",
    "Cloudflare",
    "CertificateHoldingDeployment",
    "Cloudflare holds the certificate back.",
  ),
  staging_deployment: state(
    "busy",
    "Cloudflare",
    "CertificateStagingDeployment",
    "Cloudflare is deploying the certificate for staging.",
  ),
  staging_active: state("busy", "Cloudflare", "CertificateStagingActive", "the certificate is active in staging only."),
  pending_expiration: state(
    "warn",
    "customer",
    "CertificatePendingExpiration",
    "the certificate expires soon and was not renewed; the customer's DNS records may be missing.",
  ),
  expired: state(
    "bad",
    "customer",
    "CertificateExpired",
    "the certificate expired; the customer's DNS records may be missing.",
  ),
  validation_timed_out: state(
    "bad",
    "customer",
    "CertificateValidationTimedOut",
    "the certificate authority did not find the customer's validation record, and stopped checking.",
  ),
  issuance_timed_out: state(
    "bad",
    "certificate authority",
    "CertificateIssuanceTimedOut",
    "the certificate authority did not issue the certificate in time.",
  ),
  initializing_timed_out: state(
    "bad",
    "Cloudflare",
    "CertificateInitializingTimedOut",
    "Cloudflare could not order the certificate in time.",
  ),
  deployment_timed_out: state(
    "bad",
    "Cloudflare",
    "CertificateDeploymentTimedOut",
    "Cloudflare could not deploy the certificate in time.",
  ),
  deletion_timed_out: state(
    "bad",
    "Cloudflare",
    "CertificateDeletionTimedOut",
    "Cloudflare could not delete the certificate in time.",
  ),
  pending_deletion: state("bad", "seller", "CertificatePendingDeletion", "Cloudflare is deleting the certificate."),
  deleted: state("bad", "seller", "CertificateDeleted", "the certificate was deleted."),
  deactivating: state("bad", "seller", "CertificateDeactivating", "Cloudflare is deactivating the certificate."),
  inactive: state("bad", "seller", "CertificateInactive", "the certificate is inactive."),
} as const satisfies Readonly<Record<string, StateMeaning>>;

const undocumented = {
  hostname: {
    none: state("busy", "seller", "NotRegistered", "not registered at Cloudflare yet."),
    unknown: state(
      "busy",
      "Cloudflare",
      "UnknownStatus",
      "Cloudflare reports a status that this version does not know.",
    ),
  },
  certificate: {
    /** pending_validation without a record for the customer to add. */
    validating: state(
      "busy",
      "certificate authority",
      "CertificateValidating",
      "the certificate authority is validating the domain.",
    ),
    none: state("busy", "Cloudflare", "CertificateNotOrdered", "Cloudflare has not ordered a certificate yet."),
    unknown: state(
      "busy",
      "Cloudflare",
      "CertificateUnknownStatus",
      "Cloudflare reports a certificate status that this version does not know.",
    ),
  },
} as const;

/** The meaning of a reason of HostnamesActive; undefined for a reason that no status has. */
export function meaningOfReason(reason: string): StateMeaning | undefined {
  return meanings.find((meaning) => meaning.reason === reason);
}

const meanings: readonly StateMeaning[] = [
  ...Object.values(hostnameStates),
  ...Object.values(certificateStates),
  ...Object.values(undocumented.hostname),
  ...Object.values(undocumented.certificate),
];

/** A known status, "none" before there is one, or "unknown" for one that this version does not know. */
export type HostnameState = keyof typeof hostnameStates | "none" | "unknown";
export type CertificateState = keyof typeof certificateStates | "none" | "unknown";

export function toHostnameState(status: string | null): HostnameState {
  if (status === null) {
    return "none";
  }
  return isKeyOf(hostnameStates, status) ? status : "unknown";
}

export function toCertificateState(status: string | null): CertificateState {
  if (status === null) {
    return "none";
  }
  return isKeyOf(certificateStates, status) ? status : "unknown";
}

export function meaningOfHostname(state: HostnameState): StateMeaning {
  return state === "none" || state === "unknown" ? undocumented.hostname[state] : hostnameStates[state];
}

/** The meaning of pending_validation when the customer has no record to add. */
export const validating: StateMeaning = undocumented.certificate.validating;

export function meaningOfCertificate(state: CertificateState): StateMeaning {
  return state === "none" || state === "unknown" ? undocumented.certificate[state] : certificateStates[state];
}

function state(standing: Standing, actor: Actor, reason: string, text: string): StateMeaning {
  return { standing, actor, reason, text };
}

function isKeyOf<Table extends object>(table: Table, key: PropertyKey): key is keyof Table {
  return Object.hasOwn(table, key);
}
