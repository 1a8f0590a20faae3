import type { Actor } from "../hostnames/hostname-states.ts";

/** Who must act on a finding. */
export type DomainActor = Actor | "DNS provider";

/**
 * wrong: the domain does not work, or will stop, until the actor acts. waiting: nothing to do but wait. note: works, and
 * could be better.
 */
export type FindingKind = "wrong" | "waiting" | "note";

/** One thing that a check found about a domain. */
export interface DomainFinding {
  readonly code: FindingCode;
  readonly kind: FindingKind;
  readonly actor: DomainActor;
  /** What is so, in one sentence. */
  readonly text: string;
  /** What the actor has to do; undefined if nothing. */
  readonly fix?: string;
  /** How long it can take at most until the change is seen everywhere, in seconds. */
  readonly waitSeconds?: number;
}

/** Codes of findings, most urgent first: a domain's verdict is its first finding. */
export const findingCodes = [
  "resolvers-silent",
  "domain-unregistered",
  "dnssec-broken",
  "nameservers-failing",
  "hostname-held",
  "hostname-blocked",
  "cname-several",
  "cname-name-doubled",
  "cname-target-doubled",
  "cname-wrong",
  "addresses-beside-cname",
  "private-address",
  "proxied-by-customer",
  "apex-address",
  "address-instead-of-cname",
  "apex-missing",
  "cname-missing",
  "challenge-delegated-elsewhere",
  "txt-name-doubled",
  "txt-quoted",
  "txt-truncated",
  "txt-wrong",
  "txt-missing",
  "proof-cname-wrong",
  "proof-cname-missing",
  "caa-forbids",
  "certificate-failed",
  "live",
  "nameservers-lame",
  "not-registered",
  "spreading",
  "waiting-for-cloudflare",
  "waiting-for-certificate",
] as const;
export type FindingCode = (typeof findingCodes)[number];
