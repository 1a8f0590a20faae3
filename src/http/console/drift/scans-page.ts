import { html } from "hono/html";
import type { DriftScan, ScanState } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { barChart } from "../../ui/charts/bar-chart.ts";
import { duration } from "../../ui/duration.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo } from "../../ui/time-ago.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { pager } from "../pager.ts";
import { toMinute } from "../to-minute.ts";
import { resultBadge, scanBanner, scanForm } from "./scan-banner.ts";

interface ScansPage {
  readonly viewer: Viewer;
  readonly state: ScanState;
  /** Newest first. */
  readonly scans: readonly DriftScan[];
  readonly before: string | undefined;
  readonly next: string | undefined;
  readonly everyMinutes: number | undefined;
}

const everySeconds = 3;

/** The recorded drift scans with their durations, results and errors. */
export function scansPage({ viewer, state, scans, before, next, everyMinutes }: ScansPage): Markup {
  const list =
    scans.length === 0
      ? html`<div class="card empty"><p>The fleet has not been scanned for drift yet.</p></div>`
      : html`${charts(scans)}${table(scans, viewer.now)}
          ${pager({ path: "/console/drift/scans", query: { before }, next, nextParam: "before", nextText: "Older scans", firstText: "Newest scans" })}`;
  return consolePage({
    title: "Drift scans",
    viewer,
    trail: [{ href: "/console/drift", text: "Drift" }],
    aside: mayAct(viewer) ? scanForm : undefined,
    content: live(
      "scans",
      viewer.address,
      everySeconds,
      html`<div class="stack">${scanBanner(state, everyMinutes, viewer.now)} ${list}</div>`,
    ),
  });
}

function charts(newestFirst: readonly DriftScan[]): Markup {
  const scans = newestFirst.filter(({ endedAt }) => endedAt !== null).toReversed();
  const times = scans.map(({ startedAt }) => toMinute.format(startedAt));
  const found = scans.map(({ summary }) => Object.values(summary?.findings ?? {}));
  const sums = found.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const took = [{ name: "took", values: scans.map((scan) => tookMs(scan) ?? 0) }];
  return html`<div class="grid halves">
    <div class="card">${barChart({ title: "Duration", labels: times, series: took, format: duration })}</div>
    <div class="card">${barChart({ title: "Findings", labels: times, series: [{ name: "findings", tone: "warn", values: sums }] })}</div>
  </div>`;
}

function table(scans: readonly DriftScan[], now: Date): Markup {
  return html`<section class="card flush table-scroll" tabindex="0" role="region" aria-label="Scans">
    <table class="stacked" aria-label="Scans">
      <thead>
        <tr><th scope="col">Started</th><th scope="col">Result</th><th scope="col">Findings</th><th scope="col" class="number">Resources</th><th scope="col" class="number">Duration</th><th scope="col">Requested by</th><th scope="col">Errors</th></tr>
      </thead>
      <tbody>
        ${scans.map((scan) => row(scan, now))}
      </tbody>
    </table>
  </section>`;
}

function row(scan: DriftScan, now: Date): Markup {
  const { startedAt, summary, requestedBy, errors } = scan;
  const took = tookMs(scan);
  return html`<tr>
    <td data-name="Started">${timeAgo(startedAt, now)}</td>
    <td data-name="Result">${resultBadge(scan)}</td>
    <td data-name="Findings">${summary === null ? html`<span class="quiet">–</span>` : foundInWords(summary.findings)}</td>
    <td data-name="Resources" class="number">${summary === null ? "–" : summary.resources.toLocaleString("en")}</td>
    <td data-name="Duration" class="number">${took === undefined ? "–" : duration(took)}</td>
    <td data-name="Requested by" class="long">${requestedBy === null ? html`<span class="quiet">schedule</span>` : requestedBy.replace(/^operator:/, "")}</td>
    <td data-name="Errors" class="long">${errors === null || errors.length === 0 ? html`<span class="quiet">none</span>` : html`<ul class="plain stack tight">${errors.map(({ message }) => html`<li>${message}</li>`)}</ul>`}</td>
  </tr>`;
}

function foundInWords(findings: Readonly<Record<string, number>>): string {
  const said = Object.entries(findings).flatMap(([kind, count]) =>
    count > 0 ? [`${count.toLocaleString("en")} ${kind}`] : [],
  );
  return said.length === 0 ? "none" : said.join(", ");
}

function tookMs({ startedAt, endedAt }: DriftScan): number | undefined {
  return endedAt === null ? undefined : endedAt.getTime() - startedAt.getTime();
}
