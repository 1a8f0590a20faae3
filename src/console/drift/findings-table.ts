import { html } from "hono/html";
import { tenantOfUrn } from "../../reconciler/tenant-of-urn.ts";
import type { KnownFinding } from "../../service/drift-api/find-finding.ts";
import { badge } from "../../ui/badge.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { currentTask, kindNames, severityNames, severityTones, taskWords } from "./drift-words.ts";
import type { FindingPage } from "./read-findings.ts";

/** Findings, one to a row. */
export function findingsTable(title: string, { findings, tasks }: Omit<FindingPage, "count">, now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="${title}">
    <table class="stacked" aria-label="${title}">
      <thead>
        <tr><th scope="col">Finding</th><th scope="col">Severity</th><th scope="col">Kind</th><th scope="col">Shard</th><th scope="col">Cure</th><th scope="col">Since</th></tr>
      </thead>
      <tbody>
        ${findings.map((finding) => row(finding, tasks, now))}
      </tbody>
    </table>
  </section>`;
}

function row(known: KnownFinding, tasks: FindingPage["tasks"], now: Date): Markup {
  const { fingerprint, finding, severity, kind, stack, firstSeenAt, closedAt } = known;
  const task = currentTask(known, tasks.get(fingerprint));
  return html`<tr>
    <td data-name="Finding"><a href="/console/drift/findings/${fingerprint}">${messageOf(known)}</a><br /><span class="quiet small">${finding.type}</span></td>
    <td data-name="Severity">${badge(severityTones[severity], severityNames[severity])}</td>
    <td data-name="Kind">${kindNames[kind]}</td>
    <td data-name="Shard">${stack === null ? html`<span class="quiet">–</span>` : html`<a class="quiet" href="/console/shards/${stack}">${stack}</a>`}</td>
    <td data-name="Cure">${task === undefined || closedAt !== null ? html`<span class="quiet">–</span>` : badge(taskWords(task).tone, taskWords(task).text)}</td>
    <td data-name="Since">${closedAt === null ? timeAgo(firstSeenAt, now) : html`${timeAgo(closedAt, now)} over`}</td>
  </tr>`;
}

/** What a finding says, without the tenant's id that begins the names of its resources. */
export function messageOf({ finding }: Pick<KnownFinding, "finding">): string {
  const tenantId = tenantOfUrn(finding.urn);
  return tenantId === undefined ? finding.message : finding.message.replace(`${tenantId}-`, "");
}
