import { html } from "hono/html";
import type { RecordedRun, Run } from "../../../fleet/reconciler/run/run-history.ts";
import { badge } from "../../ui/badge.ts";
import { duration } from "../../ui/duration.ts";
import { moment } from "../../ui/moment.ts";
import { notice } from "../../ui/notice.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { runDiff } from "./run-diff.ts";
import { changesInWords, outcomeNames, outcomeTones } from "./run-words.ts";

interface RunPage extends RecordedRun {
  readonly viewer: Viewer;
  /** The titles of the run's known tenants, by id. */
  readonly tenantNames: ReadonlyMap<string, string>;
}

const tenantsShown = 20;

/** A run: its changes to each resource, and its failures. */
export function runPage({ viewer, run, details, tenantNames }: RunPage): Markup {
  return consolePage({
    title: `Run ${run.id}`,
    viewer,
    trail: [{ href: "/console/runs", text: "Runs" }],
    aside: badge(outcomeTones[run.outcome], outcomeNames[run.outcome]),
    content: html`<div class="stack wide">
      ${facts(run, viewer.now)} ${failures(run)} ${runDiff(details, tenantNames)} ${remarks(details?.remarks ?? [])}
      ${tenantList(run, tenantNames)}
    </div>`,
  });
}

function facts({ shard, worker, startedAt, durationMs, tenants, changes }: Run, now: Date): Markup {
  return html`<section class="card" aria-label="The run">
    <dl class="facts">
      <dt>Changes</dt><dd>${changesInWords(changes)}</dd>
      <dt>Tenants</dt><dd>${tenants.length.toLocaleString("en")}</dd>
      <dt>Started</dt><dd>${timeAgo(startedAt, now)} <span class="quiet">${moment(startedAt)}</span></dd>
      <dt>Duration</dt><dd>${duration(durationMs)}</dd>
      <dt>Shard</dt><dd><a href="/console/shards/${shard}">${shard}</a></dd>
      <dt>Worker</dt><dd class="mono">${worker}</dd>
    </dl>
  </section>`;
}

function failures({ failures: all }: Run): Markup {
  if (all.length === 0) {
    return html``;
  }
  const list = html`<ul class="stack tight">${all.map((failure) => html`<li class="prose">${failure}</li>`)}</ul>`;
  return notice("bad", html`<h2>${all.length === 1 ? "Failure" : `Failures (${all.length})`}</h2>${list}`);
}

function remarks(all: readonly string[]): Markup {
  if (all.length === 0) {
    return html``;
  }
  return html`<section class="stack tight" aria-labelledby="remarks">
    <h2 id="remarks">End of the log</h2>
    <pre tabindex="0" aria-labelledby="remarks"><code>${all.join("\n")}</code></pre>
  </section>`;
}

function tenantList({ tenants }: Run, names: ReadonlyMap<string, string>): Markup {
  const shown = tenants.slice(0, tenantsShown);
  const more = tenants.length - shown.length;
  return html`<section class="stack tight" aria-labelledby="tenants">
    <h2 id="tenants">Tenants</h2>
    <ul class="row plain">
      ${shown.map((id) => html`<li><a href="/console/tenants/${id}">${names.get(id) ?? id}</a></li>`)}
      ${more > 0 ? html`<li class="quiet">and ${more} more</li>` : ""}
    </ul>
  </section>`;
}
