import type { Hono } from "hono";
import type { Kysely } from "kysely";
import { getDomain } from "tldts";
import { z } from "zod";
import { cnameTargetOf } from "../../../../stacks/cname-target.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { inLedgerTransaction } from "../../../core/ledger/ledger-transaction.ts";
import { ownNames } from "../../../fleet/hostnames/own-names.ts";
import { recordRequest } from "../../../fleet/hostnames/rechecks.ts";
import type { ServiceContext } from "../../kernel/service-context.ts";
import { answerMissing } from "../answer-fault.ts";
import { confirmPage } from "../confirm-page.ts";
import { appendNote } from "../note-audit.ts";
import type { PanelEnv, Visit } from "../visit.ts";
import { type AddFault, addDomain, removeDomain } from "./change-domains.ts";
import { domainPath, shownName } from "./domain-list.ts";
import { domainPage } from "./domain-page.ts";
import { domainsPage } from "./domains-page.ts";
import { loadDomains } from "./load-domains.ts";
import { parseDomain } from "./parse-domain.ts";
import { recheckRule } from "./recheck-rule.ts";

/** A field that is missing or is a file counts as empty. */
const Form = z.object({ domain: z.string().catch("") });

/** GET and POST /panel/{tenant}/domains, and the pages of one domain. */
export function addDomainPages(pages: Hono<PanelEnv>, context: ServiceContext): void {
  const { db } = context;
  pages.get("/domains", async (c) => {
    const visit = c.get("visit");
    return c.html(domainsPage({ visit, domains: await loadDomains(db, visit.tenant) }));
  });

  pages.post("/domains", async (c) => {
    const visit = c.get("visit");
    const { domain: text } = Form.parse(await c.req.parseBody());
    const added = await add(context, visit, text);
    if ("hostname" in added) {
      return c.redirect(domainPath(visit, added.hostname), 303);
    }
    const domains = await loadDomains(db, visit.tenant);
    return c.html(domainsPage({ visit, domains, attempt: { text, fault: added.fault } }), 422);
  });

  addPagesOfOne(pages, context);
}

async function add(
  { config, ledger }: ServiceContext,
  { tenant, actor }: Visit,
  text: string,
): Promise<{ readonly hostname: string } | { readonly fault: AddFault }> {
  const parsed = parseDomain(text, ownNames(config));
  if ("fault" in parsed) {
    return parsed;
  }
  const { hostname } = parsed;
  const fault = await ledger.submit({
    key: { id: tenant.id },
    actor,
    action: "add-hostname",
    hostnames: [hostname],
    decide: addDomain(hostname, config),
  });
  return fault === undefined ? { hostname } : { fault };
}

function addPagesOfOne(pages: Hono<PanelEnv>, { config, db, ledger }: ServiceContext): void {
  pages.get("/domains/:hostname", async (c) => {
    const visit = c.get("visit");
    const domain = (await loadDomains(db, visit.tenant)).find(({ hostname }) => hostname === c.req.param("hostname"));
    if (domain === undefined) {
      return answerMissing(c);
    }
    const { hostname } = domain;
    const isApex = getDomain(hostname, { validateHostname: false }) === hostname;
    return c.html(
      domainPage({ visit, domain, target: cnameTargetOf(config.deployment.cnameTarget, visit.tenant.id), isApex }),
    );
  });

  pages.post("/domains/:hostname/check", async (c) => {
    const hostname = c.req.param("hostname");
    const visit = c.get("visit");
    await requestRecheck(db, visit, hostname);
    return c.redirect(domainPath(visit, hostname), 303);
  });

  pages.get("/domains/:hostname/remove", (c) => {
    const visit = c.get("visit");
    const hostname = c.req.param("hostname");
    if (visit.tenant.desired.hostnames.every((one) => one.hostname !== hostname)) {
      return answerMissing(c);
    }
    const { removeTitle, removeText: text, removeConfirm: button } = visit.texts.domains;
    const backPath = domainPath(visit, hostname);
    const title = removeTitle(shownName(hostname));
    return c.html(
      confirmPage(visit, { section: "domains", path: `${backPath}/remove`, backPath, title, text, button }),
    );
  });

  pages.post("/domains/:hostname/remove", async (c) => {
    const visit = c.get("visit");
    const { tenant, actor } = visit;
    const decide = removeDomain(c.req.param("hostname"));
    await ledger.submit({ key: { id: tenant.id }, actor, action: "remove-hostname", decide });
    return c.redirect(visit.paths.domains, 303);
  });
}

/**
 * Requests a check of a hostname, which src/fleet/hostnames/rechecks.ts sends to Cloudflare, unless the rule
 * does not allow one. The ledger's transaction serializes requests, so only one of two simultaneous requests
 * counts.
 */
async function requestRecheck(db: Kysely<Tables>, visit: Visit, hostname: string): Promise<void> {
  await inLedgerTransaction(db, async (transaction) => {
    const domain = (await loadDomains(transaction, visit.tenant)).find((one) => one.hostname === hostname);
    if (domain === undefined || recheckRule(domain, visit.now).kind !== "allowed") {
      return;
    }
    await recordRequest(transaction, hostname, visit.now);
    await appendNote(transaction, visit, "recheck-hostname", { hostname });
  });
}
