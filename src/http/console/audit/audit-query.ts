import { z } from "zod";

const Text = z.string().trim().max(500).catch("").default("");
const Day = z.iso.date().or(z.literal("")).catch("").default("");

/** What the address of the audit log says; whatever makes no sense there is as good as left out. */
export const AuditFilters = z.object({
  action: Text,
  actor: Text,
  tenant: Text,
  /** Days of UTC, both of them included. */
  since: Day,
  until: Day,
  /** Only entries older than the one of this number. */
  before: z.coerce.number().int().positive().optional().catch(undefined),
});
export type AuditFilters = z.infer<typeof AuditFilters>;

const dayMs = 86_400_000;

/** The same as listAudit asks for it. */
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
