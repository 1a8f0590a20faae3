import type { ValidationRecord as Wire } from "../schema.ts";

/** What a customer, or the vendor for them, publishes so that the certificate can be issued: a TXT, HTTP, CNAME or mail proof. */
export interface ValidationRecord {
  readonly txtName?: string;
  readonly txtValue?: string;
  readonly httpUrl?: string;
  readonly httpBody?: string;
  readonly cname?: string;
  readonly cnameTarget?: string;
  readonly emails?: readonly string[];
  readonly status?: string;
}

/** Cloudflare's records in an order of our own: theirs changes from answer to answer. */
export function toValidationRecords(records: readonly Wire[]): ValidationRecord[] {
  // Compared by code units: the order is the same under every locale.
  return records.map(toValidationRecord).sort((left, right) => (sortKey(left) < sortKey(right) ? -1 : 1));
}

function toValidationRecord(wire: Wire): ValidationRecord {
  const record = {
    txtName: wire.txt_name,
    txtValue: wire.txt_value,
    httpUrl: wire.http_url,
    httpBody: wire.http_body,
    cname: wire.cname,
    cnameTarget: wire.cname_target,
    emails: wire.emails?.length ? [...wire.emails].sort() : undefined,
    status: wire.status,
  };
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value != null));
}

function sortKey(record: ValidationRecord): string {
  return [record.txtName, record.txtValue, record.httpUrl, record.cname, ...(record.emails ?? [])].join(" ");
}
