import { toValidationRecords } from "@marketplane/providers/cloudflare/custom-hostname/validation-record.ts";
import type { CustomHostname } from "@marketplane/providers/cloudflare/schema.ts";
import { z } from "zod";

const Text = z.string().optional();

/**
 * Details of a hostname in table hostname_status: the records that a customer adds, or that marketplane
 * serves.
 */
export const HostnameDetails = z.object({
  /** TXT record that proves ownership of the hostname. */
  ownershipTxt: z.object({ name: z.string(), value: z.string() }).optional(),
  /** Proof of ownership by HTTP. */
  ownershipHttp: z.object({ url: z.string(), body: z.string() }).optional(),
  /** Records that the certificate authority requires. */
  validationRecords: z
    .array(
      z.object({
        txtName: Text,
        txtValue: Text,
        httpUrl: Text,
        httpBody: Text,
        cname: Text,
        cnameTarget: Text,
        emails: z.array(z.string()).optional(),
        status: Text,
      }),
    )
    .default([]),
  /** Errors that Cloudflare reports. */
  errors: z.array(z.string()).default([]),
});
export type HostnameDetails = z.infer<typeof HostnameDetails>;

/** Extracts the details of a hostname from Cloudflare's response. */
export function toHostnameDetails(wire: CustomHostname): HostnameDetails {
  const { name, value } = wire.ownership_verification ?? {};
  const { http_url: url, http_body: body } = wire.ownership_verification_http ?? {};
  const validationErrors = [...(wire.ssl?.validation_errors ?? [])];
  return HostnameDetails.parse({
    ...(name && value ? { ownershipTxt: { name, value } } : {}),
    ...(url && body ? { ownershipHttp: { url, body } } : {}),
    validationRecords: toValidationRecords(wire.ssl?.validation_records ?? []),
    errors: [...(wire.verification_errors ?? []), ...validationErrors],
  });
}

/** Whether the customer must add a record. HTTP challenges are served by marketplane. */
export function needsRecord({ validationRecords }: Pick<HostnameDetails, "validationRecords">): boolean {
  return validationRecords.some(({ txtName, cname, emails }) => txtName ?? cname ?? emails);
}
