import { html } from "hono/html";
import { tenantOfUrn } from "../../../../stacks/tenant-of-urn.ts";
import type { KnownFinding } from "../../../fleet/drift/scheduled/drift-findings.ts";
import { actionFor, type FindingAction } from "../../../fleet/drift/tasks/action-for.ts";
import type { DriftTask } from "../../../fleet/drift/tasks/drift-tasks.ts";
import { badge } from "../../ui/badge.ts";
import { live } from "../../ui/live.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { currentTask, kindMeanings, kindNames, severityNames, severityTones, taskWords } from "./drift-words.ts";
import { findingTitle } from "./finding-title.ts";
import { taskList } from "./task-list.ts";

interface FindingPage {
  readonly viewer: Viewer;
  readonly known: KnownFinding;
  /** Its requested remediations and adoptions, newest first. */
  readonly tasks: readonly DriftTask[];
  /** The title of its tenant. */
  readonly tenantName: string | undefined;
}

const everySeconds = 2;

/** One finding: desired and observed value, and its remediation. */
export function findingPage(finding: FindingPage): Markup {
  const { viewer, known, tasks } = finding;
  const { severity, kind, closedAt } = known;
  const task = currentTask(known, tasks[0]);
  const content = html`<div class="stack wide">
    ${standing(known, task, viewer.now)} ${sides(known)} ${facts(finding)} ${actions(finding, task)}
    ${tasks.length === 0 ? "" : taskList(tasks, viewer.now)}
  </div>`;
  return consolePage({
    title: findingTitle(known),
    viewer,
    trail: [{ href: "/console/drift", text: "Drift" }],
    aside: html`<p class="row">${closedAt === null ? badge(severityTones[severity], severityNames[severity]) : badge("good", "Closed")} <span class="quiet">${kindNames[kind]}</span></p>`,
    // A closed finding does not change any more, so its page does not refresh.
    content:
      closedAt === null
        ? live("finding", viewer.address, everySeconds, content)
        : html`<div id="finding">${content}</div>`,
  });
}

/** The status in one sentence. */
function standing({ closedAt, kind }: KnownFinding, task: DriftTask | undefined, now: Date): Markup {
  if (closedAt !== null) {
    const why =
      kind === "unmanaged" ? "a tenant declares it, or it no longer exists" : "the vendor matches the declaration";
    return notice("good", html`<p><strong>Closed</strong>: ${why}, ${timeAgo(closedAt, now)}.</p>`, "status");
  }
  if (task === undefined) {
    return notice("warn", html`<p>${kindMeanings[kind]}</p>`);
  }
  const { tone, text, isUnderWay } = taskWords(task);
  const rest = isUnderWay
    ? html`requested by ${nameOf(task.requestedBy)}${task.worker === null ? "" : html`, on <span class="mono">${task.worker}</span>`}.`
    : html`${task.reason ?? ""}`;
  // Without a relative time, which screen readers would announce at every change.
  return notice(tone, html`<p><strong>${text}</strong> ${rest}</p>`, "status");
}

function sides({ finding: { property } }: KnownFinding): Markup {
  if (property === null) {
    return html``;
  }
  const { path, desired, observed } = property;
  return html`<section class="stack tight" aria-labelledby="difference">
    <h2 id="difference"><code>${path}</code></h2>
    <div class="sides">
      ${side("declared", "Desired", desired)} ${side("observed", "Observed", observed)}
    </div>
  </section>`;
}

function side(id: string, title: string, value: unknown): Markup {
  return html`<div class="stack tight">
    <h3 id="${id}">${title}</h3>
    ${value === null ? html`<p class="quiet">not set</p>` : html`<pre tabindex="0" aria-labelledby="${id}"><code>${typeof value === "string" ? value : JSON.stringify(value, undefined, 2)}</code></pre>`}
  </div>`;
}

function facts({ known, tenantName, viewer }: FindingPage): Markup {
  const { finding, stack, firstSeenAt, lastSeenAt } = known;
  const tenantId = tenantOfUrn(finding.urn);
  return html`<section class="card" aria-label="The object">
    <dl class="facts">
      <dt>Object</dt><dd>${finding.type} <span class="mono">${finding.id}</span></dd>
      <dt>Tenant</dt><dd>${tenantId === undefined ? html`<span class="quiet">none</span>` : html`<a href="/console/tenants/${tenantId}">${tenantName ?? tenantId}</a>`}</dd>
      <dt>Shard</dt><dd>${stack === null ? html`<span class="quiet">none</span>` : html`<a href="/console/shards/${stack}">${stack}</a>`}</dd>
      <dt>First seen</dt><dd>${timeAgo(firstSeenAt, viewer.now)}</dd>
      <dt>Last seen</dt><dd>${timeAgo(lastSeenAt, viewer.now)}</dd>
    </dl>
  </section>`;
}

function actions({ known, viewer }: FindingPage, task: DriftTask | undefined): Markup {
  if (known.closedAt !== null || (task !== undefined && taskWords(task).isUnderWay)) {
    return html``;
  }
  const action = actionFor(known.finding);
  if (action.kind === "none") {
    return html`<p>${action.advice}</p>`;
  }
  if (!mayAct(viewer)) {
    return html`<p class="quiet">A token with scope write is needed to ${action.kind === "remediate" ? "remediate it" : "assign it to a tenant"} here.</p>`;
  }
  return html`<p>${actionLink(known.fingerprint, action)}</p>`;
}

function actionLink(fingerprint: string, { kind }: FindingAction): Markup {
  const address = `/console/drift/findings/${fingerprint}`;
  return kind === "remediate"
    ? html`<a class="button primary" href="${address}/remediate">Remediate…</a>`
    : html`<a class="button primary" href="${address}/adopt">Assign to a tenant…</a>`;
}

/** An actor of the audit log by the name that people use. */
function nameOf(actor: string): string {
  return actor.replace(/^operator:/, "");
}
