import type { Hono } from "hono";
import { readLicenses } from "../../../fleet/reconciler/run/tenant-outputs.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { answerMissing } from "../answer-fault.ts";
import { noteAudit } from "../note-audit.ts";
import { openKeys } from "../overview/open-keys.ts";
import type { PanelEnv, Visit } from "../visit.ts";
import { configVarsOf } from "./config-vars.ts";
import { configVarsPage } from "./config-vars-page.ts";

const path = "/config-vars";

/** GET /panel/{tenant}/config-vars, and POST, which shows the values. */
export function addConfigVarsPages(pages: Hono<PanelEnv>, { config, terms, db }: ServiceContext): void {
  const load = async ({ tenant }: Visit) => {
    const keys = openKeys(await readLicenses(db, tenant.id), tenant.id, config.encryptionKey);
    return configVarsOf(terms[tenant.source]?.configVars ?? {}, { tenantId: tenant.id, licenseKey: keys?.[0] });
  };
  pages.use(path, async (c, next) => (c.get("visit").hasConfigVars ? next() : answerMissing(c)));

  pages.get(path, async (c) => {
    const visit = c.get("visit");
    return c.html(configVarsPage({ visit, configVars: await load(visit), isRevealed: false }));
  });

  pages.post(path, async (c) => {
    const visit = c.get("visit");
    const configVars = await load(visit);
    await noteAudit(db, visit, "show-config-vars");
    return c.html(configVarsPage({ visit, configVars, isRevealed: true }));
  });
}
