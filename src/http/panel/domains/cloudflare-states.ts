import {
  type CertificateState,
  type HostnameState,
  meaningOfCertificate,
  meaningOfHostname,
} from "../../../fleet/hostnames/hostname-states.ts";
import type { Tone } from "../../ui/tone.ts";

/** How a hostname's status is shown: as the console and the conditions judge it. */
export function hostnameTone(state: HostnameState): Tone {
  return meaningOfHostname(state).standing;
}

/** The same of its certificate. */
export function certificateTone(state: CertificateState): Tone {
  return meaningOfCertificate(state).standing;
}
