import { html } from "hono/html";
import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import type { ShardMove, ShardOverview } from "../../../fleet/reconciler/shard/list-shards.ts";
import { badge } from "../../ui/badge.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { changesChart, durationsChart } from "../runs/run-charts.ts";
import { runsTable } from "../runs/runs-table.ts";
import { shardHealth } from "./shard-health.ts";

interface ShardPage {
  readonly viewer: Viewer;
  readonly overview: ShardOverview;
  readonly moves: readonly ShardMove[];
  /** The latest runs, newest first. */
  readonly runs: readonly Run[];
}

const everySeconds = 5;

/** A shard's tenants, worker, pending moves and latest runs. */
export function shardPage({ viewer, overview, moves, runs }: ShardPage): Markup {
  const { shard } = overview;
  const { tone, text } = shardHealth(overview);
  const content = html`<div class="stack wide">
    ${facts(overview, viewer.now)} ${moves.length === 0 ? "" : moveTable(shard, moves)}
    <section class="stack" aria-labelledby="last-runs">
      <div class="row apart"><h2 id="last-runs">Last runs</h2><a href="/console/runs?shard=${encodeURIComponent(shard)}">All runs of ${shard}</a></div>
      ${runs.length === 0 ? html`<p class="quiet">No runs yet.</p>` : html`<div class="grid halves"><div class="card">${durationsChart(runs)}</div><div class="card">${changesChart(runs)}</div></div>${runsTable(runs, viewer.now)}`}
    </section>
  </div>`;
  return consolePage({
    title: shard,
    viewer,
    trail: [{ href: "/console/shards", text: "Shards" }],
    aside: badge(tone, text),
    content: live("shard", viewer.address, everySeconds, content),
  });
}

function facts(overview: ShardOverview, now: Date): Markup {
  const { shard, tenants, unconverged, due, failing, retryAt, worker, leaseUntil, isSplit } = overview;
  const address = `/console/tenants?shard=${encodeURIComponent(shard)}`;
  return html`<section class="card" aria-label="The shard">
    <dl class="facts">
      <dt>Tenants</dt><dd><a href="${address}">${tenants.toLocaleString("en")}</a>${isSplit ? html` <span class="quiet">too large: its tenants are moving to two new shards</span>` : ""}</dd>
      <dt>In progress</dt><dd>${unconverged === 0 ? "none" : html`<a href="${address}&condition=unconverged">${unconverged.toLocaleString("en")}</a>, ${due.toLocaleString("en")} of them due now`}</dd>
      <dt>Failing</dt><dd>${failing === 0 ? "none" : html`<a href="${address}&condition=failing">${failing.toLocaleString("en")}</a>${retryAt === null ? "" : html`, next retry ${timeAgo(retryAt, now)}`}`}</dd>
      <dt>Worker</dt><dd>${worker === null ? html`<span class="quiet">none</span>` : html`<span class="mono">${worker}</span>${leaseUntil === null ? "" : html` <span class="quiet">lease expires ${timeAgo(leaseUntil, now)} unless renewed</span>`}`}</dd>
    </dl>
  </section>`;
}

function moveTable(shard: string, moves: readonly ShardMove[]): Markup {
  return html`<section class="card flush" aria-label="Moves">
    <header><h2>Pending moves</h2></header>
    <table class="stacked" aria-label="Pending moves">
      <thead><tr><th scope="col">Direction</th><th scope="col">Other shard</th><th scope="col" class="number">Tenants</th></tr></thead>
      <tbody>
        ${moves.map(({ fromShard, toShard, tenants }) => {
          const other = fromShard === shard ? toShard : fromShard;
          return html`<tr>
            <td data-name="Direction">${fromShard === shard ? "Out" : "In"}</td>
            <td data-name="Other shard"><a href="/console/shards/${other}">${other}</a></td>
            <td data-name="Tenants" class="number">${tenants.toLocaleString("en")}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </section>`;
}
