import { html } from "hono/html";
import type { Selectable } from "kysely";
import type { AuditTable } from "../../../core/db/tables/log-tables.ts";
import { live } from "../../ui/live.ts";
import { moment } from "../../ui/moment.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { pager } from "../pager.ts";
import { selectField } from "../select-field.ts";
import { actionInWords, actorInWords, knownActions } from "./action-words.ts";
import type { AuditFilters } from "./audit-query.ts";
import { detailInWords } from "./detail-words.ts";
import { isInProgress, type Verification } from "./verification.ts";

export interface AuditPage {
  readonly viewer: Viewer;
  readonly query: AuditFilters;
  readonly entries: readonly Selectable<AuditTable>[];
  readonly next: string | undefined;
  readonly verification: Verification | undefined;
}

const everySeconds = 3;

/** The audit log, newest first, and the verification of its hash chain. */
export function auditPage(audit: AuditPage): Markup {
  const { viewer, query, entries, next } = audit;
  return consolePage({
    title: "Audit",
    viewer,
    content: html`${verificationSection(audit)} ${filters(query)}
    ${entries.length === 0 ? html`<div class="card empty"><p>No matching entries.</p></div>` : table(entries)}
    ${pager({ path: "/console/audit", query: { ...query, before: query.before?.toString() }, next, nextParam: "before", nextText: "Older entries", firstText: "Newest entries" })}`,
  });
}

/** Refreshes automatically while a verification is running. */
function verificationSection(audit: AuditPage): Markup {
  const { viewer, verification } = audit;
  const card = verificationCard(audit);
  const isRunning = verification !== undefined && isInProgress(verification, viewer.now);
  return isRunning
    ? live("verification", viewer.address, everySeconds, card)
    : html`<div id="verification">${card}</div>`;
}

function verificationCard({ viewer, verification }: AuditPage): Markup {
  const verifyForm = mayAct(viewer)
    ? html`<form method="post" action="/console/audit/verify"><button>Verify now</button></form>`
    : "";
  if (verification === undefined) {
    return notice(
      "quiet",
      html`<div class="row apart"><p>The log's hash chain has not been verified from the console yet.</p>${verifyForm}</div>`,
    );
  }
  const { startedAt, endedAt, by, head, fault } = verification;
  if (isInProgress(verification, viewer.now)) {
    return notice(
      "busy",
      html`<p>Verification in progress, started ${timeAgo(new Date(startedAt), viewer.now)}.</p>`,
      "status",
    );
  }
  const when = html`<p class="quiet small">${timeAgo(new Date(endedAt ?? startedAt), viewer.now)}, requested by ${actorInWords(by)}</p>`;
  if (endedAt === null) {
    return notice(
      "warn",
      html`<div class="row apart"><div><p>The last verification was interrupted.</p>${when}</div>${verifyForm}</div>`,
    );
  }
  if (fault !== null) {
    const text = html`<strong>The log was tampered with at entry ${fault.seq}:</strong> ${fault.what}.`;
    return notice("bad", html`<div class="row apart"><div><p>${text}</p>${when}</div>${verifyForm}</div>`, "alert");
  }
  const seen = html`<strong>The log is intact:</strong> ${(head?.seq ?? 0).toLocaleString("en")} entries.`;
  return notice("good", html`<div class="row apart"><div><p>${seen}</p>${when}</div>${verifyForm}</div>`);
}

function filters(query: AuditFilters): Markup {
  const isFiltered = Object.entries(query).some(([name, value]) => name !== "before" && value !== "");
  return html`<form class="filters" role="search" aria-label="Audit log">
    ${selectField({ name: "action", label: "Action", any: "Any", choices: knownActions, value: query.action })}
    ${textField("actor", "Actor", query.actor, "operator:jane")}
    ${textField("tenant", "Tenant", query.tenant, "Tenant id")}
    ${dayField("since", "From", query.since)} ${dayField("until", "To", query.until)}
    <button>Filter</button>
    ${isFiltered ? html`<a class="button bare" href="/console/audit">Clear</a>` : ""}
  </form>`;
}

function textField(name: string, label: string, value: string, placeholder: string): Markup {
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}" placeholder="${placeholder}" /></div>`;
}

function dayField(name: string, label: string, value: string): Markup {
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="date" value="${value}" /></div>`;
}

function table(entries: readonly Selectable<AuditTable>[]): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Audit log">
    <table class="stacked" aria-label="Audit log">
      <thead>
        <tr><th scope="col" class="number">Entry</th><th scope="col">Time</th><th scope="col">Actor</th><th scope="col">Action</th><th scope="col">Tenant</th><th scope="col">Details</th></tr>
      </thead>
      <tbody>
        ${entries.map(row)}
      </tbody>
    </table>
  </section>`;
}

function row({ seq, at, actor, action, tenantId, detail, hash }: Selectable<AuditTable>): Markup {
  return html`<tr>
    <td data-name="Entry" class="number" title="${hash}">${seq}</td>
    <td data-name="Time" class="nowrap">${moment(at)}</td>
    <td data-name="Actor" class="long">${actorInWords(actor)}</td>
    <td data-name="Action" class="nowrap">${actionInWords(action)}</td>
    <td data-name="Tenant">${tenantId === null ? html`<span class="quiet">–</span>` : html`<a class="mono nowrap" href="/console/tenants/${tenantId}">${tenantId.slice(0, 8)}…</a>`}</td>
    <td data-name="Details" class="small clamped">${detailInWords(detail)}</td>
  </tr>`;
}
