import { toValidationRecords } from "@marketplane/providers/cloudflare/custom-hostname/validation-record.ts";
import type { CustomHostname } from "@marketplane/providers/cloudflare/schema.ts";
import { z } from "zod";

const Text = z.string().optional();

/** What table hostname_status keeps of a hostname beside its statuses: whatever a customer or this program has to serve. */
export const HostnameDetails = z.object({
  /** TXT record that proves the hostname to be the customer's. */
  ownershipTxt: z.object({ name: z.string(), value: z.string() }).optional(),
  /** The same by HTTP. */
  ownershipHttp: z.object({ url: z.string(), body: z.string() }).optional(),
  /** What the certificate authority asks for. */
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
  /** What Cloudflare finds wrong. */
  errors: z.array(z.string()).default([]),
});
export type HostnameDetails = z.infer<typeof HostnameDetails>;

/** The details of a hostname as Cloudflare answers it. */
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

/** Challenges by HTTP are answered here; what else the certificate authority asks for, the customer has to set. */
export function needsRecord({ validationRecords }: Pick<HostnameDetails, "validationRecords">): boolean {
  return validationRecords.some(({ txtName, cname, emails }) => txtName ?? cname ?? emails);
}
