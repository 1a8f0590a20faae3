import { html } from "hono/html";
import { icon } from "../../ui/icon.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { field } from "../field.ts";
import { meter } from "../meter.ts";
import { panelPage } from "../panel-page.ts";
import type { Visit } from "../visit.ts";
import type { AddFault } from "./change-domains.ts";
import type { Domain } from "./domain.ts";
import { domainList } from "./domain-list.ts";

export interface DomainsProps {
  readonly visit: Visit;
  readonly domains: readonly Domain[];
  /** The domain that was submitted, and why it was not added. */
  readonly attempt?: { readonly text: string; readonly fault: AddFault };
}

const everySeconds = 5;

/** All domains of a tenant, and the form to add one if the plan allows another. */
export function domainsPage({ visit, domains, attempt }: DomainsProps): Markup {
  const { texts, plan } = visit;
  const limit = plan.hostnamesMax;
  const isFull = limit !== undefined && domains.length >= limit;
  const form = isFull
    ? notice("warn", html`<p>${texts.domains.limitReached(limit)}</p>`)
    : html`<div class="card">${addForm(visit, attempt)}</div>`;
  const list =
    domains.length === 0
      ? html`<p class="card empty">${texts.domains.empty}</p>`
      : html`<section class="card flush" aria-labelledby="list"><h2 id="list" class="unseen">${texts.domains.list}</h2>${domainList(visit, domains)}</section>`;
  return panelPage(visit, {
    title: texts.domains.title,
    section: "domains",
    path: visit.paths.domains,
    content: html`<div class="row apart page-head">
        <div class="stack tight"><h1>${texts.domains.title}</h1><p class="quiet">${texts.domains.intro}</p></div>
        ${limitMeter(visit, domains.length)}
      </div>
      <div class="stack">
        ${form}
        ${live("domain-list", visit.paths.domains, everySeconds, list)}
      </div>`,
  });
}

function limitMeter({ texts, plan }: Visit, used: number): Markup | string {
  const limit = plan.hostnamesMax;
  if (limit === undefined || limit === 0) {
    return "";
  }
  const text = texts.overview.count(used, limit);
  return html`<div class="gauge">${meter({ id: "meter-domains", label: texts.overview.domains, used, limit, text })}</div>`;
}

function addForm({ texts, paths }: Visit, attempt: DomainsProps["attempt"]): Markup {
  const { label, hint, add, faults } = texts.domains;
  return html`<form method="post" action="${paths.domains}" class="row top" novalidate>
    ${field({
      ...{ name: "domain", label, hint, value: attempt?.text ?? "", fault: attempt && faults[attempt.fault] },
      ...{ autocomplete: "off", inputMode: "url" },
    })}
    <button class="primary">${icon("plus")}${add}</button>
  </form>`;
}
