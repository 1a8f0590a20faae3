import { type HostnameDetails, needsRecord } from "../../../fleet/hostnames/hostname-details.ts";
import {
  type CertificateState,
  type HostnameState,
  toCertificateState,
  toHostnameState,
} from "../../../fleet/hostnames/hostname-states.ts";
import type { Tone } from "../../ui/tone.ts";
import { certificateTone, hostnameTone } from "./cloudflare-states.ts";

/** What Cloudflare said last of a hostname, as the database keeps it. */
export interface ObservedDomain {
  readonly status: string;
  readonly certificateStatus: string | null;
  readonly details: HostnameDetails;
  readonly firstSeenAt: Date;
  readonly statusSince: Date;
  readonly certificateSince: Date;
  readonly observedAt: Date;
}

/** A check that the customer asked for. */
export interface Recheck {
  readonly requestedAt: Date;
  /** When Cloudflare was asked to; null as long as it has not been. */
  readonly askedAt: Date | null;
  readonly isFailed: boolean;
}

/** A domain of a tenant: the hostname that it wants, and what is known of it. */
export interface Domain {
  readonly hostname: string;
  /** Undefined until Cloudflare has it. */
  readonly observed: ObservedDomain | undefined;
  readonly recheck: Recheck | undefined;
  /** Whether the last run could not register or change it at Cloudflare. */
  readonly isRefused: boolean;
}

/** live: it works; yours: it waits for the customer; ours: it goes on by itself; broken: it has stopped for good. */
export type Phase = "live" | "yours" | "ours" | "broken";

export const phaseTones: Readonly<Record<Phase, Tone>> = { live: "good", yours: "warn", ours: "busy", broken: "bad" };

export interface DomainStanding {
  readonly phase: Phase;
  readonly hostname: HostnameState;
  readonly certificate: CertificateState;
}

const nothingKnown = { status: null, certificateStatus: null };

/** How far a domain has come, from both of Cloudflare's state machines. */
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
