import type { ValidationRecord as Wire } from "../schema.ts";

/**
 * A record that the customer, or the seller for them, publishes so that the certificate is issued: TXT, HTTP,
 * CNAME or email.
 */
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

/** Cloudflare's records in a stable order. Cloudflare's own order changes between responses. */
export function toValidationRecords(records: readonly Wire[]): ValidationRecord[] {
  // Compared by code units, so that the order does not depend on the locale.
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
