import { html } from "hono/html";
import type { Run } from "../../../fleet/reconciler/run/run-history.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage } from "../console-page.ts";
import { pager } from "../pager.ts";
import { selectField } from "../select-field.ts";
import { changesChart, durationsChart } from "./run-charts.ts";
import type { RunQuery } from "./run-query.ts";
import { outcomeNames } from "./run-words.ts";
import { runsTable } from "./runs-table.ts";

export interface RunsList {
  readonly viewer: Viewer;
  readonly query: RunQuery;
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Id of the run that the next page begins after; undefined on the last one. */
  readonly next: number | undefined;
  readonly shards: readonly string[];
}

const everySeconds = 5;

/** The list of runs, with charts. */
export function runsPage(list: RunsList): Markup {
  const { viewer, query, runs, next } = list;
  const content =
    runs.length === 0
      ? empty(query)
      : html`<div class="grid halves"><div class="card">${durationsChart(runs)}</div><div class="card">${changesChart(runs)}</div></div>
          ${runsTable(runs, viewer.now)}
          ${pager({ path: "/console/runs", query, next: next?.toString(), nextParam: "before", nextText: "Older runs", firstText: "Newest runs" })}`;
  return consolePage({
    title: "Runs",
    viewer,
    content: html`${filters(list)} ${live("runs", viewer.address, everySeconds, html`<div class="stack">${content}</div>`)}`,
  });
}

function filters({ query, shards }: RunsList): Markup {
  const named = shards.map((value) => ({ value, name: value }));
  const outcomes = Object.entries(outcomeNames).map(([value, name]) => ({ value, name }));
  return html`<form class="filters" role="search" aria-label="Runs">
    <div class="field grow">
      <label for="tenant">Tenant</label>
      <input id="tenant" name="tenant" type="search" value="${query.tenant}" placeholder="Tenant id" spellcheck="false" />
    </div>
    ${selectField({ name: "outcome", label: "Outcome", any: "Any", choices: outcomes, value: query.outcome })}
    ${selectField({ name: "shard", label: "Shard", any: "Any", choices: named, value: query.shard })}
    <button>Filter</button>
    ${isFiltered(query) ? html`<a class="button bare" href="/console/runs">Clear</a>` : ""}
  </form>`;
}

function empty(query: RunQuery): Markup {
  return isFiltered(query) || query.before !== undefined
    ? html`<div class="card empty stack"><p>No matching runs.</p><p><a href="/console/runs">Show all runs</a></p></div>`
    : html`<div class="card empty stack"><p>No runs yet.</p><p>The first run starts when a tenant is created.</p></div>`;
}

function isFiltered({ before: _, ...filters }: RunQuery): boolean {
  return Object.values(filters).some((value) => value !== "");
}
