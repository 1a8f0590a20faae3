import type { HostnameDetails } from "../hostnames/hostname-details.ts";

/** A record that a customer's domain needs. */
export interface WantedRecord {
  /** route: leads visitors here. ownership, certificate: proofs that Cloudflare and the certificate authority ask for. */
  readonly purpose: "route" | "ownership" | "certificate";
  readonly type: "CNAME" | "TXT";
  readonly name: string;
  readonly value: string;
}

/** What a customer's domain needs, and what Cloudflare last reported about it. */
export interface WantedDomain {
  /** In lower case, with an internationalised name in its ASCII form. */
  readonly hostname: string;
  readonly cnameTarget: string;
  readonly records: readonly WantedRecord[];
  /** Cloudflare's name of the authority that issues the certificate, such as lets_encrypt; undefined if unknown. */
  readonly certificateAuthority: string | undefined;
  /** Statuses at Cloudflare; null before it has the hostname. */
  readonly status: string | null;
  readonly certificateStatus: string | null;
  /** Errors that Cloudflare reports. */
  readonly errors: readonly string[];
}

interface KnownDomain {
  readonly hostname: string;
  readonly cnameTarget: string;
  readonly status: string | null;
  readonly certificateStatus: string | null;
  readonly details: HostnameDetails;
  readonly certificateAuthority?: string | undefined;
}

/** The records that a hostname needs: its route, and the proofs that Cloudflare asks for in DNS. */
export function toWantedDomain({ details, ...known }: KnownDomain): WantedDomain {
  const { hostname, cnameTarget } = known;
  const { ownershipTxt, validationRecords, errors } = details;
  const records: WantedRecord[] = [{ purpose: "route", type: "CNAME", name: hostname, value: cnameTarget }];
  if (ownershipTxt !== undefined && known.status !== "active") {
    records.push({ purpose: "ownership", type: "TXT", ...ownershipTxt });
  }
  for (const { txtName, txtValue, cname, cnameTarget: target } of validationRecords) {
    if (txtName !== undefined && txtValue !== undefined) {
      records.push({ purpose: "certificate", type: "TXT", name: txtName, value: txtValue });
    }
    if (cname !== undefined && target !== undefined) {
      records.push({ purpose: "certificate", type: "CNAME", name: cname, value: target });
    }
  }
  return { ...known, certificateAuthority: known.certificateAuthority, records, errors };
}

/** The name that is looked up for a record. */
export function recordName({ name }: Pick<WantedRecord, "name">): string {
  return name.toLowerCase().replace(/\.$/, "");
}
