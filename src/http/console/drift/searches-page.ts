import { html } from "hono/html";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { duration } from "../../ui/duration.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { pager } from "../pager.ts";
import { toMinute } from "../to-minute.ts";
import type { Search, SearchState } from "./read-searches.ts";
import { resultBadge, searchBanner, searchForm } from "./search-banner.ts";

interface SearchesPage {
  readonly viewer: Viewer;
  readonly state: SearchState;
  /** The newest first. */
  readonly searches: readonly Search[];
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly everyMinutes: number | undefined;
}

const everySeconds = 3;

/** Every search for drift that is remembered: how long it took, what it found and what it could not see. */
export function searchesPage({ viewer, state, searches, before, next, everyMinutes }: SearchesPage): Markup {
  const list =
    searches.length === 0
      ? html`<div class="card empty"><p>The fleet has not been searched for drift yet.</p></div>`
      : html`${charts(searches)}${table(searches, viewer.now)}
          ${pager({ path: "/console/drift/searches", query: { before }, next, nextParam: "before", nextText: "Older searches", firstText: "Newest searches" })}`;
  return consolePage({
    title: "Searches for drift",
    viewer,
    trail: [{ href: "/console/drift", text: "Drift" }],
    beside: mayAct(viewer) ? searchForm : undefined,
    content: live(
      "searches",
      viewer.address,
      everySeconds,
      html`<div class="stack">${searchBanner(state, everyMinutes, viewer.now)} ${list}</div>`,
    ),
  });
}

function charts(newestFirst: readonly Search[]): Markup {
  const searches = newestFirst.filter(({ endedAt }) => endedAt !== null).toReversed();
  const times = searches.map(({ startedAt }) => toMinute.format(startedAt));
  const found = searches.map(({ summary }) => Object.values(summary?.findings ?? {}));
  const sums = found.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const took = [{ name: "took", values: searches.map((search) => tookMs(search) ?? 0) }];
  return html`<div class="grid halves">
    <div class="card">${barChart({ title: "How long they took", labels: times, series: took, format: duration })}</div>
    <div class="card">${barChart({ title: "What they found", labels: times, series: [{ name: "findings", tone: "warn", values: sums }] })}</div>
  </div>`;
}

function table(searches: readonly Search[], now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Searches">
    <table class="stacked" aria-label="Searches">
      <thead>
        <tr><th scope="col">Began</th><th scope="col">Result</th><th scope="col">Found</th><th scope="col" class="number">Resources</th><th scope="col" class="number">Took</th><th scope="col">Asked by</th><th scope="col">Errors</th></tr>
      </thead>
      <tbody>
        ${searches.map((search) => row(search, now))}
      </tbody>
    </table>
  </section>`;
}

function row(search: Search, now: Date): Markup {
  const { startedAt, summary, askedBy, errors } = search;
  const took = tookMs(search);
  return html`<tr>
    <td data-name="Began">${timeAgo(startedAt, now)}</td>
    <td data-name="Result">${resultBadge(search)}</td>
    <td data-name="Found">${summary === null ? html`<span class="quiet">–</span>` : foundInWords(summary.findings)}</td>
    <td data-name="Resources" class="number">${summary === null ? "–" : summary.resources.toLocaleString("en")}</td>
    <td data-name="Took" class="number">${took === undefined ? "–" : duration(took)}</td>
    <td data-name="Asked by">${askedBy === null ? html`<span class="quiet">the schedule</span>` : askedBy.replace(/^operator:/, "")}</td>
    <td data-name="Errors">${errors === null || errors.length === 0 ? html`<span class="quiet">none</span>` : html`<ul class="plain stack tight">${errors.map(({ message }) => html`<li>${message}</li>`)}</ul>`}</td>
  </tr>`;
}

function foundInWords(findings: Readonly<Record<string, number>>): string {
  const said = Object.entries(findings).flatMap(([kind, count]) =>
    count > 0 ? [`${count.toLocaleString("en")} ${kind}`] : [],
  );
  return said.length === 0 ? "nothing" : said.join(", ");
}

function tookMs({ startedAt, endedAt }: Search): number | undefined {
  return endedAt === null ? undefined : endedAt.getTime() - startedAt.getTime();
}
