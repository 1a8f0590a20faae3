import { type HostnameDetails, needsRecord } from "../../../fleet/hostnames/hostname-details.ts";
import {
  type CertificateState,
  type HostnameState,
  meaningOfCertificate,
  meaningOfHostname,
  toCertificateState,
  toHostnameState,
} from "../../../fleet/hostnames/hostname-states.ts";
import type { Tone } from "../../ui/tone.ts";

/** A hostname's last observed state at Cloudflare, as stored in the database. */
export interface ObservedDomain {
  readonly status: string;
  readonly certificateStatus: string | null;
  readonly details: HostnameDetails;
  readonly firstSeenAt: Date;
  readonly statusSince: Date;
  readonly certificateSince: Date;
  readonly observedAt: Date;
}

/** A check that the customer requested. */
export interface Recheck {
  readonly requestedAt: Date;
  /** When the request was sent to Cloudflare; null until then. */
  readonly askedAt: Date | null;
  readonly isFailed: boolean;
}

/** A domain of a tenant: the desired hostname and its observed state. */
export interface Domain {
  readonly hostname: string;
  /** Undefined until it exists at Cloudflare. */
  readonly observed: ObservedDomain | undefined;
  readonly recheck: Recheck | undefined;
  /** Whether the last run failed to create or update it at Cloudflare. */
  readonly isRefused: boolean;
}

/**
 * live: it works; yours: it waits for the customer; ours: setup continues automatically; broken: it needs
 * intervention.
 */
export type Phase = "live" | "yours" | "ours" | "broken";

export const phaseTones: Readonly<Record<Phase, Tone>> = { live: "good", yours: "warn", ours: "busy", broken: "bad" };

export interface DomainStanding {
  readonly phase: Phase;
  readonly hostname: HostnameState;
  readonly certificate: CertificateState;
}

const nothingKnown = { status: null, certificateStatus: null };

/** A domain's overall status, from Cloudflare's statuses of the hostname and of its certificate. */
export function standingOf({ observed }: Pick<Domain, "observed">): DomainStanding {
  const { status, certificateStatus } = observed ?? nothingKnown;
  const hostname = toHostnameState(status);
  const certificate = toCertificateState(certificateStatus);
  return { phase: phaseOf(hostname, certificate, observed?.details), hostname, certificate };
}

function phaseOf(hostname: HostnameState, certificate: CertificateState, details?: HostnameDetails): Phase {
  const tones = [hostnameTone(hostname), certificateTone(certificate)];
  if (tones.includes("bad")) {
    return "broken";
  }
  if (tones.every((tone) => tone === "good")) {
    return "live";
  }
  if (hostnameTone(hostname) === "warn" || certificate === "pending_expiration") {
    return "yours";
  }
  return certificate === "pending_validation" && details && needsRecord(details) ? "yours" : "ours";
}

/** The tone of a hostname's status, the same as in the console and in the conditions. */
export function hostnameTone(state: HostnameState): Tone {
  return meaningOfHostname(state).standing;
}

/** The tone of a certificate's status. */
export function certificateTone(state: CertificateState): Tone {
  return meaningOfCertificate(state).standing;
}
