import { html } from "hono/html";
import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import { badge } from "../../ui/badge.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import { changesInWords, outcomeNames, outcomeTones } from "./run-words.ts";

/** A table of runs. */
export function runsTable(runs: readonly Run[], now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Runs">
    <table class="stacked" aria-label="Runs">
      <thead>
        <tr><th scope="col">Run</th><th scope="col">Outcome</th><th scope="col">Changes</th><th scope="col">Shard</th><th scope="col" class="number">Tenants</th><th scope="col" class="number">Duration</th><th scope="col">Started</th></tr>
      </thead>
      <tbody>
        ${runs.map((run) => row(run, now))}
      </tbody>
    </table>
  </section>`;
}

function row({ id, outcome, changes, failures, shard, tenants, durationMs, startedAt }: Run, now: Date): Markup {
  const [failure] = failures;
  return html`<tr>
    <td data-name="Run"><a class="nowrap" href="/console/runs/${id}">Run ${id}</a></td>
    <td data-name="Outcome">${badge(outcomeTones[outcome], outcomeNames[outcome])}</td>
    <td data-name="Changes">${changesInWords(changes)}${failure === undefined ? "" : html`<br /><span class="quiet small clamped">${failure}</span>`}</td>
    <td data-name="Shard"><a class="quiet nowrap" href="/console/shards/${shard}">${shard}</a></td>
    <td data-name="Tenants" class="number">${tenants.length.toLocaleString("en")}</td>
    <td data-name="Duration" class="number nowrap">${duration(durationMs)}</td>
    <td data-name="Started">${timeAgo(startedAt, now)}</td>
  </tr>`;
}
