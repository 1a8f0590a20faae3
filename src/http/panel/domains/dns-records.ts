import { getDomain } from "tldts";
import { certificateTone, type Domain, hostnameTone, standingOf } from "./domain.ts";

/** A record's purpose: to route visitors here, to prove ownership before that, or to obtain a certificate. */
export type RecordPurpose = "traffic" | "ownership" | "certificate";

/** A record that a customer adds at their DNS provider, or a file that they serve at a URL. */
export interface DnsRecord {
  readonly kind: "CNAME" | "TXT" | "URL";
  readonly purpose: RecordPurpose;
  /** The full name; for a URL, the address at which the value is served. */
  readonly name: string;
  /** The name without the registrable domain, as many DNS providers ask for it. */
  readonly shortName: string | undefined;
  readonly value: string;
  /** False if the domain also works without it once its traffic is routed here. */
  readonly isRequired: boolean;
  /** Whether its purpose is fulfilled according to Cloudflare. */
  readonly isDone: boolean;
}

/** All records of a domain, required ones first; `target` is the value of its CNAME record. */
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

/** "@" means the registrable domain itself, as in most providers' forms. */
function shortNameOf(name: string): string | undefined {
  const domain = getDomain(name, { validateHostname: false });
  if (domain === null) {
    return undefined;
  }
  return name === domain ? "@" : name.slice(0, -domain.length - 1);
}
