import { Hono } from "hono";
import { listAudit } from "../../../core/ledger/audit-log.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { auditPage } from "./audit-page.ts";
import { AuditFilters, toAuditQuery } from "./audit-query.ts";
import { beginVerification, readVerification } from "./verification.ts";

const perPage = 50;

/** GET /console/audit, and POST /console/audit/verify */
export function auditRoutes({ db, log, now }: ConsoleContext): ConsoleGroup {
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  routes.get("/console/audit", async (c) => {
    const query = AuditFilters.parse(c.req.query());
    const [{ entries, next }, verification] = await Promise.all([
      listAudit(db, { ...toAuditQuery(query), limit: perPage }),
      readVerification(db),
    ]);
    return c.html(auditPage({ viewer: c.get("viewer"), query, entries, next: next?.toString(), verification }));
  });
  routes.post("/console/audit/verify", async (c) => {
    await beginVerification({ db, log, by: c.get("viewer").actor, now });
    return c.redirect("/console/audit", 303);
  });
  return routes;
}
