import { getDomain } from "tldts";
import { certificateTone, hostnameTone } from "./cloudflare-states.ts";
import { type Domain, standingOf } from "./domain.ts";

/** What a record is for: to lead visitors here, to prove ownership ahead of that, or to get a certificate. */
export type RecordPurpose = "traffic" | "ownership" | "certificate";

/** Something that a customer sets at their DNS provider, or serves at a URL. */
export interface DnsRecord {
  readonly kind: "CNAME" | "TXT" | "URL";
  readonly purpose: RecordPurpose;
  /** In full; for a URL the address at which the value is served. */
  readonly name: string;
  /** The part of the name that many providers ask for: without the registrable domain. */
  readonly shortName: string | undefined;
  readonly value: string;
  /** False: things work out without it once visitors are led here. */
  readonly isRequired: boolean;
  /** Whether Cloudflare has seen what it is for. */
  readonly isDone: boolean;
}

/** Everything that can be set for a domain, what is required first; `target` is where its CNAME has to lead. */
export function recordsOf(domain: Domain, target: string): DnsRecord[] {
  const { hostname, observed } = domain;
  const standing = standingOf(domain);
  const isRouted = hostnameTone(standing.hostname) === "good";
  const isCertified = certificateTone(standing.certificate) === "good";
  const { ownershipTxt, validationRecords = [] } = observed?.details ?? {};
  const traffic = record("CNAME", "traffic", hostname, target, { isRequired: true, isDone: isRouted });
  const ownership = ownershipTxt
    ? [record("TXT", "ownership", ownershipTxt.name, ownershipTxt.value, { isRequired: false, isDone: isRouted })]
    : [];
  const done = { isDone: isCertified };
  const certificate = validationRecords.flatMap(
    ({ txtName, txtValue, cname, cnameTarget, httpUrl, httpBody }): DnsRecord[] => {
      const hasRecord = Boolean(txtName && txtValue) || Boolean(cname && cnameTarget);
      return [
        ...(txtName && txtValue
          ? [record("TXT", "certificate", txtName, txtValue, { isRequired: true, ...done })]
          : []),
        ...(cname && cnameTarget
          ? [record("CNAME", "certificate", cname, cnameTarget, { isRequired: !txtName, ...done })]
          : []),
        ...(httpUrl && httpBody && !hasRecord
          ? [record("URL", "certificate", httpUrl, httpBody, { isRequired: false, ...done })]
          : []),
      ];
    },
  );
  return [traffic, ...certificate, ...ownership].sort(
    (one, other) => Number(other.isRequired) - Number(one.isRequired),
  );
}

function record(
  kind: DnsRecord["kind"],
  purpose: RecordPurpose,
  name: string,
  value: string,
  state: Pick<DnsRecord, "isRequired" | "isDone">,
): DnsRecord {
  return { kind, purpose, name, shortName: kind === "URL" ? undefined : shortNameOf(name), value, ...state };
}

/** "@" stands for the registrable domain itself, as it does in most providers' forms. */
function shortNameOf(name: string): string | undefined {
  const domain = getDomain(name, { validateHostname: false });
  if (domain === null) {
    return undefined;
  }
  return name === domain ? "@" : name.slice(0, -domain.length - 1);
}
