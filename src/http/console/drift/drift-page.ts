import { html } from "hono/html";
import { kinds, severities } from "../../../core/model/drift-report.ts";
import type { FindingCount } from "../../../fleet/drift/scheduled/drift-findings.ts";
import type { ScanState } from "../../../fleet/drift/scheduled/drift-scans.ts";
import { badge } from "../../ui/badge.ts";
import { live } from "../../ui/live.ts";
import type { Markup } from "../../ui/page.ts";
import type { Viewer } from "../console-context.ts";
import { consolePage, mayAct } from "../console-page.ts";
import { addressOf, pager } from "../pager.ts";
import { selectField } from "../select-field.ts";
import { kindNames, severityNames, severityTones } from "./drift-words.ts";
import type { FindingQuery } from "./finding-query.ts";
import { findingsTable } from "./findings-table.ts";
import type { FindingPage } from "./read-findings.ts";
import { scanBanner, scanForm } from "./scan-banner.ts";

export interface DriftPage {
  readonly viewer: Viewer;
  readonly query: FindingQuery;
  readonly found: FindingPage;
  readonly next: string | undefined;
  readonly counts: readonly FindingCount[];
  readonly scans: ScanState;
  readonly shards: readonly string[];
  /** How often scheduled scans run; undefined without a schedule. */
  readonly everyMinutes: number | undefined;
}

const everySeconds = 3;
const allScans = html`<a href="/console/drift/scans">All scans</a>`;

/** The findings of the drift scans, with filters and the form for a new scan. */
export function driftPage(drift: DriftPage): Markup {
  const { viewer, query, found, next, scans, everyMinutes } = drift;
  const list =
    found.findings.length === 0
      ? empty(drift)
      : html`${findingsTable(query.state === "open" ? "Open findings" : "Closed findings", found, viewer.now)}
          ${pager({ path: "/console/drift", query, next, nextParam: "page", nextText: "More findings", firstText: "First findings" })}`;
  const content = html`<div class="stack">
    ${scanBanner(scans, everyMinutes, viewer.now, allScans)} ${query.state === "open" ? tiles(drift) : ""} ${list}
  </div>`;
  return consolePage({
    title: "Drift",
    viewer,
    aside: html`<div class="row">${tabs(query)} ${mayAct(viewer) ? scanForm : ""}</div>`,
    content: html`${filters(drift)} ${live("drift", viewer.address, everySeconds, content)}`,
  });
}

function tabs({ state }: FindingQuery): Markup {
  return html`<nav class="tabs" aria-label="Findings">
    <a href="/console/drift" ${state === "open" ? html`aria-current="true"` : ""}>Open</a>
    <a href="/console/drift?state=closed" ${state === "closed" ? html`aria-current="true"` : ""}>Closed</a>
  </nav>`;
}

/** Open findings by severity and kind, each linked to its list. */
function tiles({ counts }: DriftPage): Markup {
  const groups = severities.flatMap((severity) =>
    kinds.flatMap((kind) => {
      const count = counts.find((each) => each.severity === severity && each.kind === kind)?.count ?? 0;
      return count === 0 ? [] : [{ severity, kind, count }];
    }),
  );
  if (groups.length === 0) {
    return html``;
  }
  return html`<ul class="tiles" aria-label="Open findings by severity and kind">
    ${groups.map(
      ({
        severity,
        kind,
        count,
      }) => html`<li><a class="card tile" href="${addressOf("/console/drift", { severity, kind })}">
        <span class="quiet">${kindNames[kind]}</span>
        <span class="figure">${count.toLocaleString("en")}</span>
        <span>${badge(severityTones[severity], severityNames[severity])}</span>
      </a></li>`,
    )}
  </ul>`;
}

function filters({ query, shards }: DriftPage): Markup {
  const choicesOf = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([value, name]) => ({ value, name }));
  const named = shards.map((value) => ({ value, name: value }));
  return html`<form class="filters" role="search" aria-label="Findings">
    ${query.state === "closed" ? html`<input type="hidden" name="state" value="closed" />` : ""}
    <div class="field grow">
      <label for="text">Search</label>
      <input id="text" name="text" type="search" value="${query.text}" placeholder="Hostname, login or tenant id" spellcheck="false" />
    </div>
    ${selectField({ name: "severity", label: "Severity", any: "Any", choices: choicesOf(severityNames), value: query.severity })}
    ${selectField({ name: "kind", label: "Kind", any: "Any", choices: choicesOf(kindNames), value: query.kind })}
    ${selectField({ name: "shard", label: "Shard", any: "Any", choices: named, value: query.shard })}
    <button>Filter</button>
    ${isFiltered(query) ? html`<a class="button bare" href="${addressOf("/console/drift", { state: query.state === "closed" ? "closed" : undefined })}">Clear</a>` : ""}
  </form>`;
}

function empty({ query, scans }: DriftPage): Markup {
  if (isFiltered(query)) {
    return html`<div class="card empty"><p>No finding matches the filter.</p></div>`;
  }
  if (query.state === "closed") {
    return html`<div class="card empty"><p>No finding has been closed within the retention period.</p></div>`;
  }
  if (scans.last === undefined) {
    return html`<div class="card empty stack"><p>The fleet has not been scanned for drift yet.</p><p>A scan compares every tenant's desired state with the vendors. It changes nothing.</p></div>`;
  }
  return html`<div class="card empty"><p>No drift: the vendors match the declarations.</p></div>`;
}

function isFiltered({ severity, kind, shard, text }: FindingQuery): boolean {
  return [severity, kind, shard, text].some((value) => value !== "");
}
