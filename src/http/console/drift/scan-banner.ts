import { html } from "hono/html";
import type { DriftScan, ScanState } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { badge } from "../../ui/badge.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo, timeFor } from "../../ui/time-ago.ts";
import type { Tone } from "../../ui/tone.ts";

const resultTones = { clean: "good", drift: "warn", error: "bad" } as const satisfies Record<string, Tone>;
const resultNames = { clean: "No drift", drift: "Drift", error: "Incomplete" } as const;

/** The result of a scan, or that it has not finished. */
export function resultBadge({ result }: Pick<DriftScan, "result">): Markup {
  return result === null ? badge("quiet", "Not finished") : badge(resultTones[result], resultNames[result]);
}

/** The running or requested scan, or the result of the last one; `link` is the page with its details. */
export function scanBanner(
  { last, running, asked }: ScanState,
  everyMinutes: number | undefined,
  now: Date,
  link?: Markup,
): Markup {
  return html`<div class="card row apart">
    <div class="row">${stateOf({ last, running, asked }, now)}</div>
    <p class="quiet small">${everyMinutes === undefined ? "Scans run only on request: drift.everyMinutes is not set." : `Scanned automatically every ${duration(everyMinutes * 60_000)}.`} ${link ?? ""}</p>
  </div>`;
}

function stateOf({ last, running, asked }: ScanState, now: Date): Markup {
  if (running !== undefined) {
    return html`${badge("busy", "Scanning")} <span>${timeFor(running.startedAt, now)}, by <span class="mono">${running.worker}</span></span>`;
  }
  if (asked !== undefined) {
    return html`${badge("warn", "Waiting for a worker")} <span>A scan was requested ${timeAgo(asked.requestedAt, now)}.</span>`;
  }
  if (last === undefined) {
    return html`${badge("quiet", "Never scanned")} <span>No scan has run yet.</span>`;
  }
  const tookMs = (last.endedAt?.getTime() ?? last.startedAt.getTime()) - last.startedAt.getTime();
  const resources = (last.summary?.resources ?? 0).toLocaleString("en");
  return html`${resultBadge(last)} <span>Scanned ${timeAgo(last.endedAt ?? last.startedAt, now)}: ${resources} resources in ${duration(tookMs)}.</span>`;
}

/** Requests a scan now. */
export const scanForm = html`<form method="post" action="/console/drift/scans"><button class="primary">Scan now</button></form>`;
