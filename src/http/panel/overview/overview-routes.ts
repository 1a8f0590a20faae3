import type { Hono } from "hono";
import { ownerOf } from "../../../fleet/reconciler/declaration/declare-tenant.ts";
import { readLicenses } from "../../../fleet/reconciler/run/tenant-outputs.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { loadDomains } from "../domains/load-domains.ts";
import { noteAudit } from "../note-audit.ts";
import type { PanelEnv } from "../visit.ts";
import { keysPage } from "./keys-page.ts";
import { loadUsage } from "./load-overview.ts";
import { openKeys } from "./open-keys.ts";
import { overviewPage } from "./overview-page.ts";

/** GET /panel/{tenant}, and POST /panel/{tenant}/license, which shows the keys. */
export function addOverviewPages(pages: Hono<PanelEnv>, { config, db, terms }: ServiceContext): void {
  pages.get("/", async (c) => {
    const visit = c.get("visit");
    const [domains, licenses, usage] = await Promise.all([
      loadDomains(db, visit.tenant),
      readLicenses(db, visit.tenant.id),
      loadUsage(db, visit.tenant, {
        login: ownerOf(visit.tenant, terms)?.login,
        metered: Object.keys(config.metering.counters),
        now: visit.now,
      }),
    ]);
    const hasKeys = config.encryptionKey !== undefined && licenses.every(({ sealed }) => sealed !== null);
    return c.html(overviewPage({ visit, domains, licenses, hasKeys, usage }));
  });

  pages.post("/license", async (c) => {
    const visit = c.get("visit");
    const keys = openKeys(await readLicenses(db, visit.tenant.id), visit.tenant.id, config.encryptionKey);
    if (keys === undefined) {
      return c.redirect(visit.paths.overview, 303);
    }
    await noteAudit(db, visit, "show-license-keys");
    return c.html(keysPage(visit, keys));
  });
}
