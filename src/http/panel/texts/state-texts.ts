import type { CertificateState, HostnameState } from "../../../fleet/hostnames/hostname-states.ts";

/** The texts for a status: its title, what is happening now, and what the customer can do. */
export interface StateText {
  readonly title: string;
  readonly now: string;
  readonly todo: string;
}

export interface StateTexts {
  readonly hostname: Readonly<Record<HostnameState, StateText>>;
  readonly certificate: Readonly<Record<CertificateState, StateText>>;
}
