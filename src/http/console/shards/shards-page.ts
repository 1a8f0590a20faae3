import { html } from "hono/html";
import type { ShardOverview } from "../../../fleet/reconciler/shard/list-shards.ts";
import { badge } from "../../ui/badge.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { duration } from "../../ui/duration.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { pager } from "../pager.ts";
import { outcomeNames, outcomeTones } from "../runs/run-words.ts";
import { movesInWords, shardHealth } from "./shard-health.ts";

export interface ShardsList {
  readonly viewer: Viewer;
  /** The shards on this page. */
  readonly shards: readonly ShardOverview[];
  /** The number of all shards. */
  readonly count: number;
  /**
   * The last shard of the previous page, and of this page; undefined if there is no previous or no next page.
   */
  readonly after: string | undefined;
  readonly next: string | undefined;
  /** A shard with more tenants than this is split. */
  readonly tenantsMax: number;
}

const everySeconds = 5;

/** A page of the shards with their status, workers, moves and last runs. */
export function shardsPage(list: ShardsList): Markup {
  const { viewer, shards, count, after, next } = list;
  const pages = pager({
    ...{ path: "/console/shards", query: { after }, next, nextParam: "after" },
    ...{ nextText: "Next shards", firstText: "First shards" },
  });
  const content = shards.length === 0 ? empty : html`<div class="stack">${charts(list)} ${table(list)} ${pages}</div>`;
  return consolePage({
    title: "Shards",
    viewer,
    aside: html`<p class="quiet">${count === 1 ? "1 shard" : `${count.toLocaleString("en")} shards`}</p>`,
    content: live("shards", viewer.address, everySeconds, content),
  });
}

const empty = html`<div class="card empty stack"><p>No shards yet.</p><p>The first tenant creates one.</p></div>`;

function charts({ shards, tenantsMax }: ShardsList): Markup {
  const labels = shards.map(({ shard }) => shard);
  const failing = shards.map((shard) => Math.min(shard.unconverged, shard.failing));
  return html`<div class="grid halves">
    <div class="card">
      ${barChart({
        title: `Tenants (split above ${tenantsMax})`,
        labels,
        series: [
          { name: "converged", values: shards.map(({ tenants, unconverged }) => tenants - unconverged) },
          {
            name: "in progress",
            tone: "warn",
            values: shards.map(({ unconverged }, index) => unconverged - (failing[index] ?? 0)),
          },
          { name: "failing", tone: "bad", values: failing },
        ],
      })}
    </div>
    <div class="card">
      ${barChart({
        title: "Duration of the last run",
        labels,
        series: [{ name: "duration", values: shards.map(({ lastDurationMs }) => lastDurationMs ?? 0) }],
        format: duration,
      })}
    </div>
  </div>`;
}

function table({ shards, viewer }: ShardsList): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Shards">
    <table class="stacked" aria-label="Shards">
      <thead>
        <tr><th scope="col">Shard</th><th scope="col">Status</th><th scope="col" class="number">Tenants</th><th scope="col" class="number">Due</th><th scope="col">Worker</th><th scope="col">Moves</th><th scope="col">Last run</th></tr>
      </thead>
      <tbody>
        ${shards.map((shard) => row(shard, viewer.now))}
      </tbody>
    </table>
  </section>`;
}

function row(overview: ShardOverview, now: Date): Markup {
  const { shard, tenants, due, worker, isSplit } = overview;
  const { tone, text } = shardHealth(overview);
  const none = html`<span class="quiet">–</span>`;
  return html`<tr>
    <td data-name="Shard"><a class="nowrap" href="/console/shards/${shard}">${shard}</a>${isSplit ? html` <span class="quiet">split</span>` : ""}</td>
    <td data-name="Status">${badge(tone, text)}</td>
    <td data-name="Tenants" class="number">${tenants.toLocaleString("en")}</td>
    <td data-name="Due" class="number">${due.toLocaleString("en")}</td>
    <td data-name="Worker">${worker === null ? none : html`<span class="mono">${worker}</span>`}</td>
    <td data-name="Moves">${movesInWords(overview) ?? none}</td>
    <td data-name="Last run">${lastRun(overview, now)}</td>
  </tr>`;
}

function lastRun({ lastRunId, lastRunAt, lastOutcome, lastDurationMs }: ShardOverview, now: Date): Markup {
  if (lastRunId === null || lastRunAt === null || lastOutcome === null) {
    return html`<span class="quiet">none yet</span>`;
  }
  return html`${badge(outcomeTones[lastOutcome], outcomeNames[lastOutcome])} <a href="/console/runs/${lastRunId}">${timeAgo(lastRunAt, now)}</a> <span class="quiet">in ${duration(lastDurationMs ?? 0)}</span>`;
}
