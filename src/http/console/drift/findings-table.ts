import { html } from "hono/html";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { currentTask, kindNames, severityNames, severityTones, taskWords } from "./drift-words.ts";
import { findingTitle } from "./finding-title.ts";
import type { FindingPage } from "./read-findings.ts";

/** A table of findings. */
export function findingsTable(title: string, { findings, ...about }: Omit<FindingPage, "count">, now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="${title}">
    <table class="stacked" aria-label="${title}">
      <thead>
        <tr><th scope="col">Finding</th><th scope="col">Severity</th><th scope="col">Kind</th><th scope="col">Tenant</th><th scope="col">Remediation</th><th scope="col">Since</th></tr>
      </thead>
      <tbody>
        ${findings.map((finding) => row(finding, about, now))}
      </tbody>
    </table>
  </section>`;
}

function row(
  known: KnownFinding,
  { tasks, tenantNames }: Pick<FindingPage, "tasks" | "tenantNames">,
  now: Date,
): Markup {
  const { fingerprint, finding, severity, kind, firstSeenAt, closedAt } = known;
  const task = currentTask(known, tasks.get(fingerprint));
  return html`<tr>
    <td data-name="Finding"><a href="/console/drift/findings/${fingerprint}">${findingTitle(known)}</a><br /><span class="quiet small">${finding.type}</span></td>
    <td data-name="Severity">${badge(severityTones[severity], severityNames[severity])}</td>
    <td data-name="Kind">${kindNames[kind]}</td>
    <td data-name="Tenant">${tenantLink(known, tenantNames)}</td>
    <td data-name="Remediation">${task === undefined || closedAt !== null ? html`<span class="quiet">–</span>` : badge(taskWords(task).tone, taskWords(task).text)}</td>
    <td data-name="Since">${closedAt === null ? timeAgo(firstSeenAt, now) : html`closed ${timeAgo(closedAt, now)}`}</td>
  </tr>`;
}

function tenantLink({ finding }: KnownFinding, names: ReadonlyMap<string, string>): Markup {
  const id = tenantOfUrn(finding.urn);
  if (id === undefined) {
    return html`<span class="quiet">–</span>`;
  }
  return html`<a class="line short quiet" href="/console/tenants/${id}" title="${names.get(id) ?? id}">${names.get(id) ?? id}</a>`;
}
