import { z } from "zod";

const Text = z.string().trim().max(500).catch("").default("");
const Day = z.iso.date().or(z.literal("")).catch("").default("");

/** The query of the audit log; invalid values are ignored. */
export const AuditFilters = z.object({
  action: Text,
  actor: Text,
  tenant: Text,
  /** UTC days, both inclusive. */
  since: Day,
  until: Day,
  /** Only entries before the one with this number. */
  before: z.coerce.number().int().positive().optional().catch(undefined),
});
export type AuditFilters = z.infer<typeof AuditFilters>;

const dayMs = 86_400_000;

/** The filters in the form that listAudit takes. */
export function toAuditQuery({ action, actor, tenant, since, until, before }: AuditFilters) {
  return {
    ...(action !== "" && { action }),
    ...(actor !== "" && { actor }),
    ...(tenant !== "" && { tenant }),
    ...(since !== "" && { since: new Date(since) }),
    ...(until !== "" && { until: new Date(Date.parse(until) + dayMs) }),
    before,
  };
}
