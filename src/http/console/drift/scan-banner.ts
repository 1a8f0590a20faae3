import { html } from "hono/html";
import { badge } from "../../ui/badge.ts";
import { duration } from "../../ui/duration.ts";
import type { Markup } from "../../ui/page.ts";
import { timeAgo, timeFor } from "../../ui/time-ago.ts";
import type { Tone } from "../../ui/tone.ts";
import type { DriftScan, ScanState } from "./read-scans.ts";

const resultTones = { clean: "good", drift: "warn", error: "bad" } as const satisfies Record<string, Tone>;
const resultNames = { clean: "No drift", drift: "Drift", error: "Not everything seen" } as const;

/** What a scan came to; nothing of one that has not ended. */
export function resultBadge({ result }: Pick<DriftScan, "result">): Markup {
  return result === null ? badge("quiet", "Not ended") : badge(resultTones[result], resultNames[result]);
}

/** Whether the fleet is being searched, and what the last scan came to. */
export function scanBanner({ last, running, asked }: ScanState, everyMinutes: number | undefined, now: Date): Markup {
  return html`<div class="card row apart">
    <div class="row">${stateOf({ last, running, asked }, now)}</div>
    <p class="quiet small">${everyMinutes === undefined ? "Searched only when somebody asks: drift.everyMinutes is not set." : `Searched by itself every ${duration(everyMinutes * 60_000)}.`} <a href="/console/drift/scans">All scans</a></p>
  </div>`;
}

function stateOf({ last, running, asked }: ScanState, now: Date): Markup {
  if (running !== undefined) {
    return html`${badge("busy", "Searching")} <span>${timeFor(running.startedAt, now)}, by <span class="mono">${running.worker}</span></span>`;
  }
  if (asked !== undefined) {
    return html`${badge("warn", "Waits for a worker")} <span>A scan was asked for ${timeAgo(asked.requestedAt, now)}.</span>`;
  }
  if (last === undefined) {
    return html`${badge("quiet", "Never searched")} <span>Nobody has looked yet.</span>`;
  }
  const tookMs = (last.endedAt?.getTime() ?? last.startedAt.getTime()) - last.startedAt.getTime();
  const resources = (last.summary?.resources ?? 0).toLocaleString("en");
  return html`${resultBadge(last)} <span>Searched ${timeAgo(last.endedAt ?? last.startedAt, now)}: ${resources} resources in ${duration(tookMs)}.</span>`;
}

/** Has the fleet searched at once. */
export const scanForm = html`<form method="post" action="/console/drift/scans"><button class="primary">Search now</button></form>`;
