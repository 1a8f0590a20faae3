import { z } from "zod";
import type { OutputsOf } from "../../define-resource.ts";
import type { ValidationRecord as Wire } from "../schema.ts";

/**
 * A record that the customer, or the seller for them, publishes so that the certificate is issued: TXT, HTTP,
 * CNAME or email.
 */
export const ValidationRecord = z
  .object({
    txtName: z.string().optional().describe("Name of the TXT record."),
    txtValue: z.string().optional().describe("Value of the TXT record."),
    httpUrl: z.string().optional().describe("URL at which to serve the file."),
    httpBody: z.string().optional().describe("Content of the file."),
    cname: z.string().optional().describe("Name of the CNAME record."),
    cnameTarget: z.string().optional().describe("Target of the CNAME record."),
    emails: z.array(z.string()).optional().describe("Addresses that receive the certificate authority's email."),
    status: z.string().optional().describe("Cloudflare's status of the record."),
  })
  .meta({ title: "CustomHostnameValidationRecord" });
export type ValidationRecord = OutputsOf<typeof ValidationRecord>;

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
